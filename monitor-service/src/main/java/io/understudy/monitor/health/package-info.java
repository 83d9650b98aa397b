/** Whether the monitor can do its work, for people, probes and scrapers. */
@NullMarked
package io.understudy.monitor.health;

import org.jspecify.annotations.NullMarked;
