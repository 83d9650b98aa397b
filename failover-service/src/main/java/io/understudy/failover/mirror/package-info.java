/** Steps that concern the mirror and what monitor-service proves of it. */
@NullMarked
package io.understudy.failover.mirror;

import org.jspecify.annotations.NullMarked;
