/** The layout of Kubernetes' registry in etcd: keys, envelopes, object headers. */
@NullMarked
package io.understudy.core.registry;

import org.jspecify.annotations.NullMarked;
