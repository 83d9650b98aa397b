package io.understudy.core.scope;

import java.util.List;
import java.util.Optional;

/**
 * What a rules file says, before what it extends is put after it.
 *
 * @param followOwners empty: as the extended profile has it
 * @param carryLeases empty: as the extended profile has it
 */
record RuleDocument(
    Optional<String> extended,
    Optional<Boolean> followOwners,
    Optional<Boolean> carryLeases,
    List<Rule> rules) {}
