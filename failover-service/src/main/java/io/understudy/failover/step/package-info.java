/** Kinds of steps: each says what it would do, does it, and reads its effect back. */
@NullMarked
package io.understudy.failover.step;

import org.jspecify.annotations.NullMarked;
