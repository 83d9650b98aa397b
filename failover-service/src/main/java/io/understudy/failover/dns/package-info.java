/** Steps that move the platform's name to another site, and that prove where it leads. */
@NullMarked
package io.understudy.failover.dns;

import org.jspecify.annotations.NullMarked;
