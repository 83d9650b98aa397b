/** What steps that concern the mirror and its proofs decide by. Pure. */
@NullMarked
package io.understudy.core.failover.mirror;

import org.jspecify.annotations.NullMarked;
