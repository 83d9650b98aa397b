package io.understudy.e2e.chaos;

import io.understudy.core.port.Bytes;
import io.understudy.core.registry.Envelope;
import io.understudy.core.registry.EnvelopeReader;
import io.understudy.core.registry.ObjectHeader;
import io.understudy.core.registry.OwnerReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a site lacks of all that it was promoted with. Nobody but us uses the new primary, so what
 * was visible is as it was; what was parked is in place, or still parked if none of its owners is
 * visible, nor was at the source, where the site claimed to equal that.
 */
final class AfterThePromotion {

  private static final Bytes REGISTRY = Bytes.utf8("/registry/");

  private final ChaosRecord run;
  private final Map<Bytes, Bytes> promoted;
  private final Map<Bytes, Bytes> target;
  private final Set<String> uids = new HashSet<>();

  private AfterThePromotion(ChaosRecord run, PromotionCut cut) {
    this.run = run;
    this.promoted = ChaosVerdict.state(cut.before());
    this.target = ChaosVerdict.state(run.target());
    addLiving(target);
    if (cut.claims()) {
      addLiving(ChaosVerdict.state(run.source()));
    }
  }

  /**
   * @param written keys
   * @return what is wrong, a line each
   */
  static List<String> of(ChaosRecord run, PromotionCut cut, Set<Bytes> written) {
    if (!cut.isPromoted()) {
      return List.of();
    }
    AfterThePromotion after = new AfterThePromotion(run, cut);
    List<String> found = new ArrayList<>();
    written.forEach(key -> after.wrong(key).ifPresent(found::add));
    return found.stream().map(what -> "AFTER THE PROMOTION: " + what).toList();
  }

  private Optional<String> wrong(Bytes key) {
    Bytes visible = promoted.get(key);
    if (visible != null) {
      return ChaosVerdict.held(key, Set.of(Optional.of(visible)), target);
    }
    Bytes parkedKey = run.keys().parked(key);
    Bytes parked = promoted.get(parkedKey);
    if (parked == null || Optional.of(parked).equals(Optional.ofNullable(target.get(key)))) {
      return Optional.empty();
    }
    return ChaosVerdict.held(parkedKey, Set.of(Optional.of(parked)), target)
        .or(
            () ->
                header(parked).filter(object -> hangsOnNothing(object, uids)).isPresent()
                    ? Optional.empty()
                    : Optional.of("TARGET: still parked: " + key));
  }

  /** Without those that hang on nothing, and what hangs on them. */
  private void addLiving(Map<Bytes, Bytes> site) {
    List<ObjectHeader> objects = new ArrayList<>();
    site.forEach(
        (key, value) -> {
          if (key.startsWith(REGISTRY)) {
            header(value).ifPresent(objects::add);
          }
        });
    Set<String> living = new HashSet<>();
    boolean grows = true;
    while (grows) {
      grows = false;
      for (ObjectHeader object : objects) {
        grows |= !hangsOnNothing(object, living) && living.add(object.uid());
      }
    }
    uids.addAll(living);
  }

  private static boolean hangsOnNothing(ObjectHeader object, Set<String> living) {
    List<OwnerReference> owners = object.owners();
    return !owners.isEmpty()
        && owners.stream().map(OwnerReference::uid).noneMatch(living::contains);
  }

  private static Optional<ObjectHeader> header(Bytes value) {
    return EnvelopeReader.read(value) instanceof Envelope.Readable readable
        ? Optional.of(readable.header())
        : Optional.empty();
  }
}
