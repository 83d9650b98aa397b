package io.understudy.failover.ports;

import io.understudy.failover.web.Webhook;
import java.util.List;
import java.util.Optional;

/** By what a port is closed and opened. */
sealed interface Way {

  /**
   * A frontend of HAProxy.
   *
   * @param apis runtime API of each HAProxy that serves the VIP: {@code host:port}, or the path of
   *     a unix socket
   */
  record HaProxy(List<String> apis, String frontend) implements Way {}

  /**
   * A Kubernetes Service.
   *
   * @param kubeconfigFile of the cluster it is in; empty for this one
   */
  record Service(String namespace, String name, Optional<String> kubeconfigFile) implements Way {}

  /** Something that does it when it is told. */
  record Hook(Webhook webhook) implements Way {}

  /**
   * A person.
   *
   * @param instructions what to do; may be empty
   */
  record Manual(String instructions) implements Way {}

  /** None: the fields it needs are not there. */
  record Unusable(String problem) implements Way {}
}
