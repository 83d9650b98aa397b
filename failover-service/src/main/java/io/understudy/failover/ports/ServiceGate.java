package io.understudy.failover.ports;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ServiceResource;
import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A port of a Kubernetes Service; {@link ServicePorts} says how it is closed. */
record ServiceGate(
    Clusters clusters, Way.Service way, ServicePorts ports, Duration timeout, Duration every)
    implements Gate {

  @Override
  public GateView look() {
    try {
      Service service = get();
      if (service == null) {
        return new GateView.Unusable(says() + " is not there; correct its namespace and name");
      }
      return ports.isClosed(service)
          ? new GateView.Closed(says() + " has no open port " + ports.port())
          : new GateView.Open(says() + " has port " + ports.port());
    } catch (KubernetesClientException failure) {
      boolean isRefused =
          failure.getCode() == HttpURLConnection.HTTP_FORBIDDEN
              || failure.getCode() == HttpURLConnection.HTTP_UNAUTHORIZED;
      return isRefused
          ? new GateView.Unusable(says() + " may not be read by this account; grant get and update")
          : new GateView.Unreachable(unreachable(failure));
    } catch (IllegalArgumentException badFile) {
      return new GateView.Unusable("'kubeconfig-file' cannot be used: " + badFile.getMessage());
    }
  }

  private String says() {
    return "Service " + way.namespace() + "/" + way.name();
  }

  private String unreachable(KubernetesClientException failure) {
    return "the API server of "
        + says()
        + " does not answer ("
        + Optional.ofNullable(failure.getMessage()).orElse("no reason given")
        + "); see whether it is reached from here";
  }

  private Service get() {
    return ask(ServiceResource::get);
  }

  private <T> T ask(Function<ServiceResource<Service>, T> call) {
    return clusters.ask(way.kubeconfigFile(), timeout, client -> call.apply(resource(client)));
  }

  private ServiceResource<Service> resource(KubernetesClient client) {
    return client.services().inNamespace(way.namespace()).withName(way.name());
  }

  @Override
  public Optional<String> memory() {
    return Optional.of(ports.memory(existing()));
  }

  @Override
  public Optional<String> cannotClose() {
    return ports.cannotClose(existing()).map(why -> says() + ": " + why);
  }

  @Override
  public Optional<String> cannotOpen() {
    Service service = existing();
    try {
      ports.opened(service, Optional.empty());
      return Optional.empty();
    } catch (IllegalArgumentException unknown) {
      return Optional.of(says() + ": " + unknown.getMessage());
    }
  }

  private Service existing() {
    try {
      Service service = get();
      if (service == null) {
        throw new StepFailedException(says() + " is not there any more; create it again");
      }
      return service;
    } catch (KubernetesClientException failure) {
      throw new StepFailedException(unreachable(failure), failure);
    }
  }

  @Override
  public List<String> close(StepContext context) throws InterruptedException {
    change(context, ports::closed);
    return List.of(said(true));
  }

  @Override
  public List<String> open(StepContext context, Optional<String> memory)
      throws InterruptedException {
    change(context, service -> opened(service, memory));
    return List.of(said(false));
  }

  private Service opened(Service service, Optional<String> memory) {
    try {
      return ports.opened(service, memory);
    } catch (IllegalArgumentException unknown) {
      throw new StepFailedException(says() + ": " + unknown.getMessage(), unknown);
    }
  }

  /** The write names the version that was read: what others changed meanwhile is read again. */
  private void change(StepContext context, UnaryOperator<Service> change)
      throws InterruptedException {
    context.await(
        says() + " to be changed while nobody else changes it", every, () -> changeOnce(change));
  }

  private Optional<Service> changeOnce(UnaryOperator<Service> change) {
    Service before = existing();
    Service after = change.apply(before);
    if (after.equals(before)) {
      return Optional.of(before);
    }
    try {
      return Optional.of(
          clusters.ask(
              way.kubeconfigFile(),
              timeout,
              client -> client.services().inNamespace(way.namespace()).resource(after).update()));
    } catch (KubernetesClientException failure) {
      if (failure.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return Optional.empty();
      }
      throw new StepFailedException(
          says()
              + " cannot be changed ("
              + failure.getMessage()
              + "); grant update, or do it by hand",
          failure);
    }
  }

  private String said(boolean isClosed) {
    return switch (look()) {
      case GateView.Closed closed when isClosed -> closed.said();
      case GateView.Open open when !isClosed -> open.said();
      case GateView other ->
          throw new StepFailedException(
              says() + " was changed, but then: " + other.says() + "; see who else changes it");
    };
  }

  @Override
  public Optional<String> warning() {
    return Optional.of(
        "kube-proxy does not end connections that are open: if those to "
            + says()
            + " do not end by themselves, the step waits for somebody to end them, unless its"
            + " sessions: may-stay");
  }
}
