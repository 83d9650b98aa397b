package io.understudy.core.scope;

/**
 * What the rules say of a key, before its owners are looked at.
 *
 * @param rule name of the first rule that matched, or {@code default}
 * @param reason that rule's reason
 * @param regardlessOfOwners the rule keeps its placement whatever happens to the owners
 */
public record Verdict(
    Placement placement, String rule, String reason, boolean regardlessOfOwners) {}
