package io.understudy.core.gc;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.gc.Dependent.Reference;
import io.understudy.core.ownership.Id;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.registry.Envelope;
import io.understudy.core.registry.EnvelopeReader;
import io.understudy.core.registry.ObjectHeader;
import io.understudy.core.registry.OwnerReference;
import io.understudy.core.registry.RegistryKey;
import io.understudy.core.registry.RegistryKeys;
import io.understudy.core.registry.VolumeBinding;
import io.understudy.core.scope.Classifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes in a registry key by key and judges it. Pure.
 *
 * <p>{@link #ranges} says in which order: the definitions tell which resource serves a kind, and
 * visible objects come before those parked for the same place.
 */
final class Reading {

  private static final Bytes DEFINITIONS =
      Bytes.utf8("/registry/apiextensions.k8s.io/customresourcedefinitions/");
  private static final Bytes VOLUMES = Bytes.utf8("/registry/persistentvolumes/");
  private static final Bytes CLAIMS = Bytes.utf8("/registry/persistentvolumeclaims/");

  private final ControlKeys keys;
  private final Classifier classifier;
  private final Registry registry = new Registry();
  private final Kinds kinds = new Kinds();
  private final List<Dependent> dependents = new ArrayList<>();
  private final Tally now;
  private final Tally afterUnpark;
  private long taken;

  Reading(ControlKeys keys, Classifier classifier, GcLimits limits) {
    this.keys = keys;
    this.classifier = classifier;
    this.now = new Tally(limits);
    this.afterUnpark = new Tally(limits);
  }

  /** All that has to be taken in, in this order. */
  static List<KeyRange> ranges(ControlKeys keys) {
    KeyRange all = KeyRange.prefix(RegistryKeys.PREFIX);
    KeyRange definitions = KeyRange.prefix(DEFINITIONS);
    KeyRange before = new KeyRange(all.from(), definitions.from());
    KeyRange behind = new KeyRange(definitions.to(), all.to());
    return List.of(
        definitions,
        keys.parked(definitions),
        before,
        behind,
        keys.parked(before),
        keys.parked(behind));
  }

  /**
   * @param stored as it is in the etcd, visible or parked
   */
  void add(KeyValue stored) {
    boolean isParked = keys.isParked(stored.key());
    Bytes key = isParked ? keys.unparked(stored.key()) : stored.key();
    Optional<Bytes> plaintext = classifier.plaintext(key, stored.value());
    Envelope envelope = plaintext.map(EnvelopeReader::read).orElse(UNREAD);
    switch (envelope) {
      case Envelope.Readable readable ->
          add(key, isParked, readable.header(), plaintext.orElse(Bytes.EMPTY));
      case Envelope.Opaque opaque -> addUnread(key, isParked);
      case Envelope.Unreadable unreadable -> addUnread(key, isParked);
    }
  }

  private static final Envelope UNREAD = new Envelope.Unreadable("it is encrypted");

  private void add(Bytes key, boolean isParked, ObjectHeader header, Bytes plaintext) {
    int slot = registry.add(key, header.uid().isEmpty() ? null : header.uid(), isParked);
    if (slot < 0) {
      taken++;
      return;
    }
    if (key.startsWith(DEFINITIONS)) {
      kinds.define(plaintext, isParked);
    }
    Reference claim = isParked && key.startsWith(VOLUMES) ? claim(plaintext) : null;
    if (isCollected(key) && (claim != null || !header.owners().isEmpty())) {
      dependents.add(dependent(key, slot, header, claim));
    }
  }

  private void addUnread(Bytes key, boolean isParked) {
    if (registry.add(key, null, isParked) < 0) {
      taken++;
      return;
    }
    if (isCollected(key)) {
      afterUnpark.unreadable(key, isParked);
      if (!isParked) {
        now.unreadable(key, false);
      }
    }
  }

  /** Of what the garbage collector looks at; events it leaves alone. */
  private static boolean isCollected(Bytes key) {
    RegistryKey parsed = RegistryKeys.parse(key).orElse(null);
    return parsed != null && !parsed.name().isEmpty() && !parsed.resource().equals("events");
  }

  private Dependent dependent(Bytes key, int slot, ObjectHeader header, @Nullable Reference claim) {
    List<Reference> references = new ArrayList<>(header.owners().size());
    header.owners().forEach(owner -> references.add(reference(key, owner)));
    return new Dependent(key, slot, header.terminating(), List.copyOf(references), claim);
  }

  private Reference reference(Bytes key, OwnerReference owner) {
    Optional<Kinds.Served> served = kinds.serving(owner);
    return new Reference(
        owner.uid().isEmpty() ? null : Id.ofUid(owner.uid()),
        lookedUpAt(key, owner).map(Id::ofKey).orElse(null),
        served.map(by -> by.home().namespaced()).orElse(false),
        served.map(Kinds.Served::onlyOnceUnparked).orElse(false));
  }

  private Optional<Bytes> lookedUpAt(Bytes key, OwnerReference owner) {
    String namespace = RegistryKeys.parse(key).map(RegistryKey::namespace).orElse("");
    return kinds.serving(owner).map(served -> served.home().key(namespace, owner.name()));
  }

  /** A volume whose reclaim policy keeps the storage is put in place without its claim too. */
  private static @Nullable Reference claim(Bytes volume) {
    VolumeBinding bound = VolumeBinding.of(volume).orElse(null);
    if (bound == null || bound.retains()) {
      return null;
    }
    Id key = Id.ofKey(CLAIMS.plus(Bytes.utf8(bound.namespace() + "/" + bound.name())));
    return new Reference(bound.uid().isEmpty() ? null : Id.ofUid(bound.uid()), key, true, false);
  }

  /** Once everything is taken in. */
  void judge() {
    leaveUnsupportedParked();
    for (Dependent dependent : dependents) {
      boolean isParked = registry.isParked(dependent.slot());
      if (!isParked && !dependent.owners().isEmpty()) {
        judge(dependent, View.NOW, false);
      }
      if (!dependent.owners().isEmpty() || registry.stays(dependent.slot())) {
        judge(dependent, View.AFTER_UNPARK, isParked);
      }
    }
  }

  private void judge(Dependent dependent, View view, boolean isParked) {
    List<OwnerState> owners = states(dependent, view);
    GcVerdict verdict =
        isParked && registry.stays(dependent.slot())
            ? GcVerdict.STAYS_PARKED
            : GcVerdict.of(owners, dependent.terminating());
    tally(view).judged(dependent.key(), isParked, verdict, owners);
  }

  private List<OwnerState> states(Dependent dependent, View view) {
    return dependent.owners().stream().map(owner -> registry.look(dependent, owner, view)).toList();
  }

  /**
   * As {@code core.role.Unparker} leaves it: an object goes in if it has no owners or one of them
   * is there by then, and a volume if its claim is. The least solution, so objects that own each
   * other and nothing else do not hold each other up.
   */
  private void leaveUnsupportedParked() {
    List<Dependent> waiting = new ArrayList<>(dependents);
    waiting.removeIf(dependent -> !registry.isParked(dependent.slot()));
    waiting.forEach(dependent -> registry.setStays(dependent.slot(), true));
    int before;
    do {
      before = waiting.size();
      waiting.removeIf(this::goesIn);
    } while (waiting.size() < before);
  }

  private boolean goesIn(Dependent dependent) {
    Reference claim = dependent.claim();
    boolean owned =
        dependent.owners().isEmpty() || dependent.owners().stream().anyMatch(registry::supports);
    boolean goes = owned && (claim == null || registry.supports(claim));
    if (goes) {
      registry.setStays(dependent.slot(), false);
    }
    return goes;
  }

  /**
   * The owner references of an object that was judged, with what is found of each; without UIDs
   * found instead.
   *
   * @param stored as it is in the etcd
   */
  List<GcReport.Owner> owners(Tally.Pick pick, KeyValue stored, View view) {
    ObjectHeader header = header(pick.key(), stored).orElse(null);
    if (header == null) {
      return List.of();
    }
    List<GcReport.Owner> owners = new ArrayList<>();
    for (OwnerReference owner : header.owners()) {
      OwnerState state = registry.look(pick.key(), reference(pick.key(), owner), view);
      owners.add(new GcReport.Owner(owner, state, lookedUpAt(pick.key(), owner), Optional.empty()));
    }
    return owners;
  }

  /**
   * @param key where the object belongs
   * @return empty if it cannot be read
   */
  Optional<ObjectHeader> header(Bytes key, KeyValue stored) {
    return classifier
        .plaintext(key, stored.value())
        .map(EnvelopeReader::read)
        .filter(Envelope.Readable.class::isInstance)
        .map(envelope -> ((Envelope.Readable) envelope).header());
  }

  List<Tally.Pick> picks(View view) {
    return tally(view).picks();
  }

  GcReport.Answer answer(View view, List<GcReport.Finding> findings) {
    long objects = registry.visible();
    if (view == View.AFTER_UNPARK) {
      long stay = dependents.stream().filter(d -> registry.stays(d.slot())).count();
      objects = registry.size() - stay;
    }
    return tally(view).answer(objects, findings);
  }

  long taken() {
    return taken;
  }

  private Tally tally(View view) {
    return view == View.NOW ? now : afterUnpark;
  }
}
