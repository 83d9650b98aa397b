/** Who may do what: callers are authenticated, each state-changing call needs one right. */
@NullMarked
package io.understudy.failover.access;

import org.jspecify.annotations.NullMarked;
