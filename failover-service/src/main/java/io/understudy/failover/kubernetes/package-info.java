/** This service's Events. */
@NullMarked
package io.understudy.failover.kubernetes;

import org.jspecify.annotations.NullMarked;
