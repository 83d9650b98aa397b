/** Steps that act on a Kubernetes cluster: freeze, restart, run a Job, retire the plugin. */
@NullMarked
package io.understudy.failover.kube;

import org.jspecify.annotations.NullMarked;
