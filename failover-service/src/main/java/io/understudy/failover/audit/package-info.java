/** Who did what, and how runs go, as lines of JSON. */
@NullMarked
package io.understudy.failover.audit;

import org.jspecify.annotations.NullMarked;
