/** REST of failover-service. */
@NullMarked
package io.understudy.failover.api;

import org.jspecify.annotations.NullMarked;
