package io.understudy.failover.role;

import io.understudy.core.failover.truth.Claim;
import io.understudy.core.failover.truth.RoleTruth;
import io.understudy.core.failover.truth.RoleTruth.Settled;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What both sites claim, and whether it fits.
 *
 * @param verdict {@code agrees}, {@code contradicts}, {@code split-brain}, {@code unknown}
 * @param says the verdict in a sentence
 * @param here what this site claims to be
 * @param there what the other one claims
 * @param hereRole the same in a word: {@code primary}, {@code standby}, {@code former} (was the
 *     primary and is frozen), {@code none}, {@code unknown}
 * @param thereRole the other one's, likewise
 * @param hereTerm in which this site claims its role, 0 for a primary since the beginning; null if
 *     it claims none, or cannot be asked
 * @param thereTerm the other one's, likewise
 * @param name leads where, by the resolvers
 * @param leads the same in a word: {@code here}, {@code there}, {@code elsewhere}, {@code unknown}
 * @param forbids why this site must neither be promoted nor reprotect; null if nothing is known
 *     against it
 * @param failures resolvers that did not answer, a sentence each
 * @param at when it was found out
 */
public record RoleView(
    String verdict,
    String says,
    String site,
    String peer,
    String here,
    String there,
    String hereRole,
    String thereRole,
    @Nullable Long hereTerm,
    @Nullable Long thereTerm,
    String name,
    String leads,
    @Nullable String forbids,
    List<String> failures,
    Instant at) {

  static RoleView of(RoleState state, String site, String peer) {
    Settled settled = RoleTruth.settled(state.here(), state.there());
    return new RoleView(
        state.verdict().word(),
        state.verdict().says(),
        site,
        peer,
        settled.here().text(),
        settled.there().text(),
        settled.here().word(),
        settled.there().word(),
        term(settled.here()),
        term(settled.there()),
        state.leads().text(),
        state.leads().word(),
        state.verdict().forbids().orElse(null),
        state.failures(),
        state.at());
  }

  private static @Nullable Long term(Claim claim) {
    OptionalLong term = claim.inTerm();
    return term.isPresent() ? term.getAsLong() : null;
  }
}
