/** What the prechecks need to know of a registry, read from its etcd. */
@NullMarked
package io.understudy.core.readiness.stored;

import org.jspecify.annotations.NullMarked;
