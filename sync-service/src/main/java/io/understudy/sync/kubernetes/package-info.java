/** What the cluster sees of this replica: the leader's Lease, the standby gate, Events. */
@NullMarked
package io.understudy.sync.kubernetes;

import org.jspecify.annotations.NullMarked;
