/** What the page asks: a thin way to the other services, and the lag over the last hours. */
@NullMarked
package io.understudy.monitor.dashboard;

import org.jspecify.annotations.NullMarked;
