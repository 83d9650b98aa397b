package io.understudy.core.role;

import io.understudy.core.ownership.Facts;
import io.understudy.core.ownership.Id;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.registry.RegistryKey;
import io.understudy.core.registry.RegistryKeys;
import io.understudy.core.registry.VolumeBinding;
import io.understudy.core.scope.Classified;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What unparking must know of one parked object; its value is read again when its turn comes.
 *
 * @param key where it belongs
 * @param revision target revision of its last put where it is parked
 * @param createRevision target revision at which it was first parked
 * @param bytes size of its value
 * @param stage by its kind alone
 * @param depth order among kinds of its stage if it is opaque
 * @param uid null for an object without one; for an opaque one a stand-in
 * @param opaque encrypted: its owners are unknown
 * @param owners as the object states them
 * @param claim for a PersistentVolume, the claim it is bound to: a volume whose claim is not there
 *     is released, so it goes in together with the claim
 * @param retains its reclaim policy would keep the storage even then; if not, it would be deleted
 */
record ParkedObject(
    Bytes key,
    long revision,
    long createRevision,
    int bytes,
    Stage stage,
    int depth,
    @Nullable Id uid,
    boolean opaque,
    List<Facts.Owner> owners,
    Facts.@Nullable Owner claim,
    boolean retains) {

  private static final String CLAIM = "persistentvolumeclaim";
  private static final Bytes CLAIMS = Bytes.utf8("/registry/persistentvolumeclaims/");
  private static final Bytes VOLUMES = Bytes.utf8("/registry/persistentvolumes/");

  /**
   * @param parked as it is where it is parked
   * @param object the same under the key it belongs to
   * @param plaintext its value without encryption, empty if that cannot be read
   */
  static ParkedObject of(KeyValue parked, Classified object, Bytes plaintext) {
    Facts facts = Facts.of(object);
    Optional<RegistryKey> key = RegistryKeys.parse(object.key());
    Stage stage = Stage.of(key);
    VolumeBinding bound =
        object.key().startsWith(VOLUMES) ? VolumeBinding.of(plaintext).orElse(null) : null;
    return new ParkedObject(
        object.key(),
        parked.modRevision(),
        parked.createRevision(),
        parked.value().length(),
        stage,
        stage.depth(key),
        facts.uid(),
        facts.opaque(),
        facts.owners(),
        bound == null ? null : claim(bound),
        bound != null && bound.retains());
  }

  /** What others may know it by. */
  List<Id> ids() {
    List<Id> ids = new ArrayList<>(2);
    if (uid != null) {
      ids.add(uid);
    }
    ids.addAll(idsByKey(key));
    return ids;
  }

  /** A reference to a claim may state no UID. */
  static List<Id> idsByKey(Bytes key) {
    return key.startsWith(CLAIMS) ? List.of(Id.ofKey(key)) : List.of();
  }

  /** All that has to be in place before it. */
  List<Facts.Owner> needs() {
    if (claim == null) {
      return owners;
    }
    List<Facts.Owner> needs = new ArrayList<>(owners);
    needs.add(claim);
    return needs;
  }

  private static Facts.Owner claim(VolumeBinding bound) {
    Bytes key = CLAIMS.plus(Bytes.utf8(bound.namespace() + "/" + bound.name()));
    Id id = bound.uid().isEmpty() ? Id.ofKey(key) : Id.ofUid(bound.uid());
    return new Facts.Owner(id, Id.ofName(CLAIM, bound.namespace(), bound.name()));
  }
}
