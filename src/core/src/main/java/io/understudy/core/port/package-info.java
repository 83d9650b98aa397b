/**
 * What the mirror needs of an etcd: values, calls, failures. Implemented by adapters and by a
 * model.
 */
@NullMarked
package io.understudy.core.port;

import org.jspecify.annotations.NullMarked;
