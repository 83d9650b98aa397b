/** Which site is the primary, by what both sites' records and the platform's name say. Pure. */
@NullMarked
package io.understudy.core.failover.truth;

import org.jspecify.annotations.NullMarked;
