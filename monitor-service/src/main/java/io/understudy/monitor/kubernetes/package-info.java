/** What the cluster sees of the monitor: Events. */
@NullMarked
package io.understudy.monitor.kubernetes;

import org.jspecify.annotations.NullMarked;
