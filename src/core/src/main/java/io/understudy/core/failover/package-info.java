/**
 * Failover decisions: runbooks, plans, the journal of a run and what comes next. No effects here.
 */
@NullMarked
package io.understudy.core.failover;

import org.jspecify.annotations.NullMarked;
