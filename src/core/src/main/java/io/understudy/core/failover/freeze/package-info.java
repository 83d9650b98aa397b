/** What a freeze of the primary refuses, and when the primary's etcd counts as quiet. */
@NullMarked
package io.understudy.core.failover.freeze;

import org.jspecify.annotations.NullMarked;
