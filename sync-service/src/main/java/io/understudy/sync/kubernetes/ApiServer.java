package io.understudy.sync.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.understudy.sync.settings.Settings;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The cluster through its API server. */
final class ApiServer implements Cluster {

  static final String LEASE = "etcd-sync-mirror";
  static final String KEPT_BY = "understudy.io/kept-by";
  static final String SERVICE = "sync-service";
  static final String LINK = "understudy.io/link";
  static final String MANAGED_BY = "app.kubernetes.io/managed-by";
  static final String PRODUCT = "understudy";

  private final Supplier<KubernetesClient> clients;
  private final Settings settings;
  private final String namespace;
  private @Nullable KubernetesClient client;
  private @Nullable Lease readLease;
  private @Nullable ConfigMap readGate;
  private @Nullable String deploymentUid;

  /**
   * @param clients makes the client, asked again as long as it fails
   */
  ApiServer(Supplier<KubernetesClient> clients, Settings settings) {
    this.clients = clients;
    this.settings = settings;
    this.namespace = settings.kubernetes().namespace();
  }

  /** Made at the first call: a kubeconfig that cannot be used disturbs nothing else. */
  private KubernetesClient client() {
    KubernetesClient made = client;
    if (made != null) {
      return made;
    }
    try {
      made = clients.get();
    } catch (RuntimeException unusable) {
      throw new KubernetesClientException("the client cannot be made", unusable);
    }
    client = made;
    return made;
  }

  @Override
  public Optional<LeaderLease> lease() {
    Lease read = client().leases().inNamespace(namespace).withName(LEASE).get();
    readLease = read;
    return read == null ? Optional.empty() : Optional.of(shown(read.getSpec()));
  }

  private static LeaderLease shown(@Nullable LeaseSpec spec) {
    if (spec == null) {
      return new LeaderLease("", null, null, 0, 0);
    }
    String holder = spec.getHolderIdentity();
    return new LeaderLease(
        holder == null ? "" : holder,
        instant(spec.getAcquireTime()),
        instant(spec.getRenewTime()),
        number(spec.getLeaseTransitions()),
        number(spec.getLeaseDurationSeconds()));
  }

  @Override
  public void show(LeaderLease next) {
    Lease before = readLease;
    LeaseBuilder builder =
        before == null
            ? new LeaseBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(LEASE)
                .addToLabels(MANAGED_BY, PRODUCT)
                .endMetadata()
            : new LeaseBuilder(before);
    Lease lease =
        builder
            .editOrNewSpec()
            .withHolderIdentity(next.holder())
            .withAcquireTime(time(next.acquired()))
            .withRenewTime(time(next.renewed()))
            .withLeaseTransitions(next.transitions())
            .withLeaseDurationSeconds(next.durationSeconds())
            .endSpec()
            .build();
    Resource<Lease> resource = client().leases().inNamespace(namespace).resource(lease);
    unlessOthersDid(before == null ? resource::create : resource::update);
  }

  @Override
  public Gate.Shown gate() {
    ConfigMap read = gateMap().get();
    readGate = read;
    if (read == null) {
      return Gate.Shown.ABSENT;
    }
    var labels = read.getMetadata().getLabels();
    if (labels == null || !SERVICE.equals(labels.get(KEPT_BY))) {
      return Gate.Shown.UNMARKED;
    }
    var annotations = read.getMetadata().getAnnotations();
    String link = annotations == null ? null : annotations.get(LINK);
    if (link == null) {
      return Gate.Shown.UNMARKED;
    }
    return link.equals(settings.link()) ? Gate.Shown.OURS : Gate.Shown.OTHER_LINK;
  }

  @Override
  public void take(Gate.Step step) {
    ConfigMap read = readGate;
    switch (step) {
      case KEEP -> {}
      case CREATE -> unlessOthersDid(gateOf(marked(new ConfigMapBuilder()))::create);
      case MARK -> {
        if (read != null) {
          unlessOthersDid(gateOf(marked(new ConfigMapBuilder(read)))::update);
        }
      }
      case DELETE -> gateMap().delete();
    }
  }

  private ConfigMap marked(ConfigMapBuilder gate) {
    return gate.editOrNewMetadata()
        .withNamespace(Gate.NAMESPACE)
        .withName(Gate.NAME)
        .addToLabels(MANAGED_BY, PRODUCT)
        .addToLabels(KEPT_BY, SERVICE)
        .addToAnnotations(LINK, settings.link())
        .addToAnnotations(
            "understudy.io/meaning",
            ("This site is standby: exists exactly as long as the term record of link %s says so."
                    + " Kept by Deployment %s in namespace %s; do not edit.")
                .formatted(settings.link(), settings.kubernetes().deployment(), namespace))
        .endMetadata()
        .build();
  }

  private Resource<ConfigMap> gateMap() {
    return client().configMaps().inNamespace(Gate.NAMESPACE).withName(Gate.NAME);
  }

  private Resource<ConfigMap> gateOf(ConfigMap map) {
    return client().configMaps().inNamespace(Gate.NAMESPACE).resource(map);
  }

  @Override
  public void record(EventBook.Due due) {
    String name = EventNames.of(settings.kubernetes().deployment(), due.notice());
    Event before = client().v1().events().inNamespace(namespace).withName(name).get();
    if (before == null) {
      Event event = event(name, due);
      unlessOthersDid(client().v1().events().inNamespace(namespace).resource(event)::create);
      return;
    }
    Event counted =
        new EventBuilder(before)
            .withCount(number(before.getCount()) + due.count())
            .withLastTimestamp(seconds(due.last()))
            .build();
    client().v1().events().inNamespace(namespace).resource(counted).update();
  }

  private Event event(String name, EventBook.Due due) {
    return new EventBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .addToLabels(MANAGED_BY, PRODUCT)
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
        .withComponent(SERVICE)
        .endSource()
        .withReportingComponent(SERVICE)
        .withReportingInstance(settings.holder())
        .build();
  }

  private ObjectReference deployment() {
    return new ObjectReferenceBuilder()
        .withApiVersion("apps/v1")
        .withKind("Deployment")
        .withNamespace(namespace)
        .withName(settings.kubernetes().deployment())
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
          client()
              .apps()
              .deployments()
              .inNamespace(namespace)
              .withName(settings.kubernetes().deployment())
              .get();
      deploymentUid = found == null ? null : found.getMetadata().getUid();
    } catch (KubernetesClientException failure) {
      if (failure.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
        throw failure;
      }
    }
    return deploymentUid;
  }

  /** Another replica was quicker: what it wrote is looked at next time. */
  private static void unlessOthersDid(Runnable call) {
    try {
      call.run();
    } catch (KubernetesClientException failure) {
      if (failure.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw failure;
      }
    }
  }

  private static int number(@Nullable Integer number) {
    return number == null ? 0 : number;
  }

  private static @Nullable Instant instant(@Nullable ZonedDateTime time) {
    return time == null ? null : time.toInstant();
  }

  private static @Nullable ZonedDateTime time(@Nullable Instant instant) {
    return instant == null ? null : instant.truncatedTo(ChronoUnit.MICROS).atZone(ZoneOffset.UTC);
  }

  private static String seconds(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
