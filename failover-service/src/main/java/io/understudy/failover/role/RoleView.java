package io.understudy.failover.role;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What both sites claim, and whether it fits.
 *
 * @param verdict {@code agrees}, {@code contradicts}, {@code split-brain}, {@code unknown}
 * @param says the verdict in a sentence
 * @param here what this site claims to be
 * @param there what the other one claims
 * @param name leads where, by the resolvers
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
    String name,
    @Nullable String forbids,
    List<String> failures,
    Instant at) {

  static RoleView of(RoleState state, String site, String peer) {
    return new RoleView(
        state.verdict().word(),
        state.verdict().says(),
        site,
        peer,
        state.here().text(),
        state.there().text(),
        state.leads().text(),
        state.verdict().forbids().orElse(null),
        state.failures(),
        state.at());
  }
}
