/**
 * {@code close-port} and {@code open-port}: ports of VIPs, closed and opened at what forwards them.
 */
@NullMarked
package io.understudy.failover.ports;

import org.jspecify.annotations.NullMarked;
