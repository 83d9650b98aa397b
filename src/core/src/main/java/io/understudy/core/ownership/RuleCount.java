package io.understudy.core.ownership;

import io.understudy.core.scope.Placement;

/**
 * Objects that one rule decides of and that are in one place, their owners considered.
 *
 * @param rule its name
 */
public record RuleCount(String rule, Placement placement, long objects) {}
