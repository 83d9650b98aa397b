package io.understudy.service.kubernetes;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.understudy.service.settings.KubernetesSettings;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Writes notices as Events about the service's Deployment. For one thread. */
public final class EventWriter {

  private final ApiClient client;
  private final KubernetesSettings settings;
  private final String service;
  private final String holder;
  private @Nullable String deploymentUid;

  /**
   * @param service what reports them, for example {@code sync-service}
   * @param holder what this replica is called
   */
  public EventWriter(ApiClient client, KubernetesSettings settings, String service, String holder) {
    this.client = client;
    this.settings = settings;
    this.service = service;
    this.holder = holder;
  }

  /**
   * Writes the Event, or counts it up if it is there.
   *
   * @throws KubernetesClientException if the API server does not answer or refuses
   */
  public void record(EventBook.Due due) {
    String name = EventNames.of(settings.deployment(), due.notice());
    var events = client.get().v1().events().inNamespace(settings.namespace());
    Event before = events.withName(name).get();
    if (before == null) {
      ApiClient.unlessOthersDid(events.resource(event(name, due))::create);
      return;
    }
    Integer count = before.getCount();
    Event counted =
        new EventBuilder(before)
            .withCount((count == null ? 0 : count) + due.count())
            .withLastTimestamp(seconds(due.last()))
            .build();
    events.resource(counted).update();
  }

  private Event event(String name, EventBook.Due due) {
    return new EventBuilder()
        .withNewMetadata()
        .withNamespace(settings.namespace())
        .withName(name)
        .addToLabels(Labels.MANAGED_BY, Labels.PRODUCT)
        .endMetadata()
        .withInvolvedObject(deployment())
        .withType(
            switch (due.notice().severity()) {
              case NORMAL -> "Normal";
              case WARNING -> "Warning";
            })
        .withReason(due.notice().reason())
        .withMessage(EventNames.message(due.notice()))
        .withCount(due.count())
        .withFirstTimestamp(seconds(due.first()))
        .withLastTimestamp(seconds(due.last()))
        .withNewSource()
        .withComponent(service)
        .endSource()
        .withReportingComponent(service)
        .withReportingInstance(holder)
        .build();
  }

  private ObjectReference deployment() {
    return new ObjectReferenceBuilder()
        .withApiVersion("apps/v1")
        .withKind("Deployment")
        .withNamespace(settings.namespace())
        .withName(settings.deployment())
        .withUid(deploymentUid())
        .build();
  }

  /** Without it the Event is still there, but not in what kubectl describes. */
  private @Nullable String deploymentUid() {
    if (deploymentUid != null) {
      return deploymentUid;
    }
    try {
      Deployment found =
          client
              .get()
              .apps()
              .deployments()
              .inNamespace(settings.namespace())
              .withName(settings.deployment())
              .get();
      deploymentUid = found == null ? null : found.getMetadata().getUid();
    } catch (KubernetesClientException failure) {
      if (failure.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
        throw failure;
      }
    }
    return deploymentUid;
  }

  private static String seconds(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
