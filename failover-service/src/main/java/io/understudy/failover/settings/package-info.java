/** The properties of failover-service. */
@NullMarked
package io.understudy.failover.settings;

import org.jspecify.annotations.NullMarked;
