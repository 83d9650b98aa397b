package io.understudy.core.scope;

/**
 * One line of the scope: what it matches, where that goes, and why.
 *
 * @param name unique in a rule set; rules of a profile are named {@code <profile>/<name>}, those of
 *     every rule set {@code always/<name>}
 * @param regardlessOfOwners keep this placement even where the owners are parked or left out
 */
public record Rule(
    String name, Match match, Placement place, boolean regardlessOfOwners, String reason) {

  Verdict verdict() {
    return new Verdict(place, name, reason, regardlessOfOwners);
  }
}
