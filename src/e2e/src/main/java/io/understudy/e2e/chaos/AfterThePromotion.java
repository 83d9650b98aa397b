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
 * was visible is as it was; what was parked is in place, or set aside if none of its owners is
 * visible. Still parked is only what a site that did not claim to equal its source cannot judge.
 */
final class AfterThePromotion {

  private final ChaosRecord run;
  private final boolean claims;
  private final Map<Bytes, Bytes> promoted;
  private final Map<Bytes, Bytes> target;
  private final Set<String> visibleUids = new HashSet<>();

  private AfterThePromotion(ChaosRecord run, PromotionCut cut) {
    this.run = run;
    this.claims = cut.claims();
    this.promoted = ChaosVerdict.state(cut.before());
    this.target = ChaosVerdict.state(run.target());
    target.forEach(
        (key, value) -> {
          if (key.startsWith(Bytes.utf8("/registry/"))) {
            header(value).map(ObjectHeader::uid).ifPresent(visibleUids::add);
          }
        });
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
    if (parked == null || isAt(key, parked)) {
      return Optional.empty();
    }
    if (isAt(run.keys().garbage(key), parked)) {
      return isUnowned(parked)
          ? Optional.empty()
          : Optional.of("TARGET: set aside without need: " + key);
    }
    return claims && target.containsKey(parkedKey)
        ? Optional.of("TARGET: still parked: " + key)
        : ChaosVerdict.held(parkedKey, Set.of(Optional.of(parked)), target);
  }

  private boolean isAt(Bytes key, Bytes value) {
    return Optional.of(value).equals(Optional.ofNullable(target.get(key)));
  }

  private boolean isUnowned(Bytes value) {
    List<OwnerReference> owners = header(value).map(ObjectHeader::owners).orElse(List.of());
    return !owners.isEmpty()
        && owners.stream().map(OwnerReference::uid).noneMatch(visibleUids::contains);
  }

  private static Optional<ObjectHeader> header(Bytes value) {
    return EnvelopeReader.read(value) instanceof Envelope.Readable readable
        ? Optional.of(readable.header())
        : Optional.empty();
  }
}
