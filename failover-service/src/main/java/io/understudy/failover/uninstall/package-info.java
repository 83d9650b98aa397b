/** Jobs of the chart around an uninstall: whether it may be, and what is taken away afterwards. */
@NullMarked
package io.understudy.failover.uninstall;

import org.jspecify.annotations.NullMarked;
