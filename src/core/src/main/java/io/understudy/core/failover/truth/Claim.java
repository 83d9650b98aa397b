package io.understudy.core.failover.truth;

import io.understudy.core.control.RoleRecord;
import java.util.Optional;
import java.util.OptionalLong;

/** What a site claims to be. */
public sealed interface Claim {

  /**
   * The primary.
   *
   * @param term in which it was promoted; 0 for one that never was, which has been it from the
   *     beginning
   * @param freeze whether its writes are refused, as after a switchover
   */
  record Primary(long term, Freeze freeze) implements Claim {}

  record Standby(long term) implements Claim {}

  /**
   * It was the primary and is frozen since the other one took over, as after a switchover.
   *
   * @param term in which it was promoted; 0 for one that never was
   */
  record Former(long term) implements Claim {}

  /** Nobody gave it a role yet, and no other site's records do. */
  record Nothing() implements Claim {}

  /** It cannot be asked. */
  record Unknown(String why) implements Claim {}

  /** Of the etcd that the link reads from: without a record it is the primary by origin. */
  static Claim ofSource(Seen source, Optional<Seen> target) {
    Claim claim = of(source, target);
    return claim instanceof Nothing ? new Primary(0, source.freeze()) : claim;
  }

  /** Of the etcd that the link writes to. */
  static Claim ofTarget(Seen target, Optional<Seen> source) {
    return of(target, source);
  }

  private static Claim of(Seen site, Optional<Seen> other) {
    Optional<RoleRecord> given = site.role().filter(record -> !record.assumed());
    if (given.isPresent()) {
      long term = given.get().term();
      return given.get().isPromoted() ? new Primary(term, site.freeze()) : new Standby(term);
    }
    if (other.filter(seen -> seen.followed(site.clusterId())).isPresent()) {
      return new Primary(0, site.freeze());
    }
    return site.role().<Claim>map(assumed -> new Standby(assumed.term())).orElseGet(Nothing::new);
  }

  /** {@code primary}, {@code standby}, {@code former}, {@code none} or {@code unknown}. */
  default String word() {
    return switch (this) {
      case Primary primary -> "primary";
      case Standby standby -> "standby";
      case Former former -> "former";
      case Nothing nothing -> "none";
      case Unknown unknown -> "unknown";
    };
  }

  /** The term that it claims its role in; empty if it names none. */
  default OptionalLong inTerm() {
    return switch (this) {
      case Primary primary -> OptionalLong.of(primary.term());
      case Standby standby -> OptionalLong.of(standby.term());
      case Former former -> OptionalLong.of(former.term());
      case Nothing nothing -> OptionalLong.empty();
      case Unknown unknown -> OptionalLong.empty();
    };
  }

  /** For people. */
  default String text() {
    return switch (this) {
      case Primary primary ->
          (primary.term() == 0
                  ? "the primary since the beginning"
                  : "the primary since term " + primary.term())
              + (primary.freeze() == Freeze.IN_FORCE ? ", frozen" : "");
      case Standby standby -> "the standby, in term " + standby.term();
      case Former former -> "the former primary, frozen";
      case Nothing nothing -> "nothing: it has no role yet";
      case Unknown unknown -> "unknown: " + unknown.why();
    };
  }
}
