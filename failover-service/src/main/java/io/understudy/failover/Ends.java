package io.understudy.failover;

import io.understudy.core.port.Etcd;

/**
 * The two etcds of the link.
 *
 * @param source the other site's
 * @param target this site's
 */
public record Ends(Etcd source, Etcd target) {}
