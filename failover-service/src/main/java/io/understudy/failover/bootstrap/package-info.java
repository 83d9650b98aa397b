/**
 * Bootstrap, a mode of the image: with a token it fetches the CA of the primary's etcd and prepares
 * the client certificates that the services show to both etcds.
 */
@NullMarked
package io.understudy.failover.bootstrap;

import org.jspecify.annotations.NullMarked;
