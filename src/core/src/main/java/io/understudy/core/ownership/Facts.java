package io.understudy.core.ownership;

import io.understudy.core.port.Bytes;
import io.understudy.core.registry.Envelope;
import io.understudy.core.registry.ObjectHeader;
import io.understudy.core.registry.OwnerReference;
import io.understudy.core.registry.RegistryKey;
import io.understudy.core.scope.Classified;
import io.understudy.core.scope.Placement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the index must know of one object.
 *
 * @param uid null for an object without one (not a Kubernetes object); for an encrypted one a
 *     stand-in
 * @param opaque encrypted: {@code uid} is the stand-in, owners are unknown
 * @param own placement by the rules alone
 * @param regardlessOfOwners a rule keeps that placement whatever the owners'
 * @param rule name of the rule that decided the placement
 * @param createRevision of the life of the key
 * @param undecryptable the standby's API server cannot read the value
 */
public record Facts(
    Bytes key,
    @Nullable Id uid,
    boolean opaque,
    List<Owner> owners,
    Placement own,
    boolean regardlessOfOwners,
    String rule,
    long createRevision,
    boolean undecryptable) {

  /**
   * @param uid as the reference states it
   * @param byName the same owner if its own value cannot be read
   */
  public record Owner(Id uid, Id byName) {}

  public static Facts of(Classified object) {
    return switch (object.envelope()) {
      case Envelope.Readable readable -> readable(object, readable.header());
      case Envelope.Opaque opaque -> facts(object, opaqueId(object), true, List.of());
      case Envelope.Unreadable unreadable -> facts(object, null, false, List.of());
    };
  }

  /**
   * The same object, which the target cannot take if it is too large.
   *
   * @param tooLarge whether it is
   */
  public Facts blockedIf(boolean tooLarge) {
    return tooLarge && own != Placement.LEAVE_OUT ? placedAt(Placement.BLOCKED, rule) : this;
  }

  /**
   * The same object, placed otherwise than the rules alone do.
   *
   * @param by what places it, in the place of a rule
   */
  public Facts placedAt(Placement placement, String by) {
    return placement == own
        ? this
        : new Facts(
            key,
            uid,
            opaque,
            owners,
            placement,
            regardlessOfOwners,
            by,
            createRevision,
            undecryptable);
  }

  private static Facts readable(Classified object, ObjectHeader header) {
    Id uid = header.uid().isEmpty() ? null : Id.ofUid(header.uid());
    if (header.owners().isEmpty()) {
      return facts(object, uid, false, List.of());
    }
    LinkedHashSet<Owner> owners = new LinkedHashSet<>();
    for (OwnerReference owner : header.owners()) {
      owners.add(
          new Owner(
              Id.ofUid(owner.uid()), Id.ofName(owner.kind(), header.namespace(), owner.name())));
    }
    return facts(object, uid, false, new ArrayList<>(owners));
  }

  private static Facts facts(
      Classified object, @Nullable Id uid, boolean opaque, List<Owner> owners) {
    return new Facts(
        object.key(),
        uid,
        opaque,
        owners,
        own(object.key(), object.verdict().placement()),
        object.verdict().regardlessOfOwners(),
        object.verdict().rule(),
        object.createRevision(),
        object.standbyCannot().isPresent());
  }

  /** Only keys that start with a slash have a place to be parked at. */
  private static Placement own(Bytes key, Placement placement) {
    boolean parkable = !key.isEmpty() && key.at(0) == '/';
    return placement == Placement.PARK && !parkable ? Placement.LEAVE_OUT : placement;
  }

  private static @Nullable Id opaqueId(Classified object) {
    if (object.registryKey().isEmpty()) {
      return null;
    }
    RegistryKey key = object.registryKey().get();
    return Id.ofName(singular(key.resource()), key.namespace(), key.name());
  }

  /** The kind, in lower case, that a plural resource most likely has. */
  private static String singular(String resource) {
    if (resource.endsWith("ies")) {
      return resource.substring(0, resource.length() - 3) + "y";
    }
    if (resource.endsWith("sses") || resource.endsWith("xes") || resource.endsWith("ches")) {
      return resource.substring(0, resource.length() - 2);
    }
    return resource.endsWith("s") ? resource.substring(0, resource.length() - 1) : resource;
  }
}
