/**
 * The etcd adapter: {@link io.understudy.core.port.Etcd} over gRPC. The only package that knows the
 * wire: channels, jetcd's generated stubs, status codes and error texts.
 */
@NullMarked
package io.understudy.etcd;

import org.jspecify.annotations.NullMarked;
