/** Things that the image does once and ends, instead of being the service. */
@NullMarked
package io.understudy.failover.mode;

import org.jspecify.annotations.NullMarked;
