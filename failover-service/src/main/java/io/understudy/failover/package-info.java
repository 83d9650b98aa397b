/** failover-service: plans and runs switchover, failover, drill, reprotect and failback. */
@NullMarked
package io.understudy.failover;

import org.jspecify.annotations.NullMarked;
