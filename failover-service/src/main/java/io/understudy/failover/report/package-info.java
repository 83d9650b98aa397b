/** How operations go, for the cluster's Events and for metrics. */
@NullMarked
package io.understudy.failover.report;

import org.jspecify.annotations.NullMarked;
