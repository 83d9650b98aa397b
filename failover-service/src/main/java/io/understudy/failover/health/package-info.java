/** Whether this service can do its work, for people, probes and scrapers. */
@NullMarked
package io.understudy.failover.health;

import org.jspecify.annotations.NullMarked;
