package io.understudy.core.failover.mirror;

import io.understudy.core.control.TermRecord;
import java.util.Optional;
import java.util.OptionalLong;

/** How far a site is with the promotion that one run asks for. */
public sealed interface PromotionState {

  /** This run's request has promoted it. */
  record Done(TermRecord term) implements PromotionState {}

  /** It is a standby; the request is to be made, or made again, against this term. */
  record Wanted(long expectedTerm) implements PromotionState {}

  /** Somebody else's request has promoted it. */
  record ByAnother(TermRecord term) implements PromotionState {}

  /**
   * @param key {@code Idempotency-Key} of the run's request
   */
  static PromotionState of(TermRecord term, String key) {
    Optional<TermRecord.Request> ours =
        Optional.ofNullable(term.request()).filter(made -> made.key().equals(key));
    if (term.isPromoted()) {
      return ours.isPresent() ? new Done(term) : new ByAnother(term);
    }
    // Where the request has begun, it goes on only under the term that it was made against.
    return new Wanted(ours.map(TermRecord.Request::expectedTerm).orElse(term.term()));
  }

  /**
   * Why what the promotion says of the state it took over does not suffice; empty if it does.
   *
   * @param least source revision that the site has to hold; empty if none is known
   */
  static Optional<String> against(TermRecord term, OptionalLong least) {
    TermRecord.Claim claim = term.claim();
    if (least.isEmpty()) {
      return Optional.empty();
    }
    if (claim == null || !claim.isEqual()) {
      return Optional.of("its record does not claim that this site equalled the primary");
    }
    return claim.watermark() >= least.getAsLong()
        ? Optional.empty()
        : Optional.of(
            "its record claims the primary's revision "
                + claim.watermark()
                + ", before revision "
                + least.getAsLong()
                + " at which the primary was frozen");
  }
}
