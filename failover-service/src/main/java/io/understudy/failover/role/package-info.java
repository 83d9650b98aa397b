/** Which site is the primary: asked of both sites' records and of the platform's name. */
@NullMarked
package io.understudy.failover.role;

import org.jspecify.annotations.NullMarked;
