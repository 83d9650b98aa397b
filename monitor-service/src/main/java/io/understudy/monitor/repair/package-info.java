/** What a check found is repaired by the link's sync-service, which is asked over REST. */
@NullMarked
package io.understudy.monitor.repair;

import org.jspecify.annotations.NullMarked;
