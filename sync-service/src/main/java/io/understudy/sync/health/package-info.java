/** Health and metrics, for the cluster and its monitoring. */
@NullMarked
package io.understudy.sync.health;

import org.jspecify.annotations.NullMarked;
