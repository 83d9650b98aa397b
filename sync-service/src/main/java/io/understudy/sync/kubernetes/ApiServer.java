package io.understudy.sync.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.understudy.service.kubernetes.ApiClient;
import io.understudy.service.kubernetes.EventBook;
import io.understudy.service.kubernetes.EventWriter;
import io.understudy.service.kubernetes.KeptObjects;
import io.understudy.service.kubernetes.Labels;
import io.understudy.sync.settings.Settings;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The cluster through its API server. */
final class ApiServer implements Cluster {

  static final String LEASE = KeptObjects.LEASE;
  static final String KEPT_BY = KeptObjects.KEPT_BY;
  static final String SERVICE = KeptObjects.KEEPER;
  static final String LINK = KeptObjects.LINK;

  private final ApiClient client;
  private final EventWriter events;
  private final Settings settings;
  private final String namespace;
  private @Nullable Lease readLease;
  private @Nullable ConfigMap readGate;

  /**
   * @param clients makes the client, asked again as long as it fails
   */
  ApiServer(Supplier<KubernetesClient> clients, Settings settings) {
    this.client = new ApiClient(clients);
    this.events = new EventWriter(client, settings.kubernetes(), SERVICE, settings.holder());
    this.settings = settings;
    this.namespace = settings.kubernetes().namespace();
  }

  @Override
  public Optional<LeaderLease> lease() {
    Lease read = client.get().leases().inNamespace(namespace).withName(LEASE).get();
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
                .addToLabels(Labels.MANAGED_BY, Labels.PRODUCT)
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
    Resource<Lease> resource = client.get().leases().inNamespace(namespace).resource(lease);
    ApiClient.unlessOthersDid(before == null ? resource::create : resource::update);
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
      case CREATE -> ApiClient.unlessOthersDid(gateOf(marked(new ConfigMapBuilder()))::create);
      case MARK -> {
        if (read != null) {
          ApiClient.unlessOthersDid(gateOf(marked(new ConfigMapBuilder(read)))::update);
        }
      }
      case DELETE -> gateMap().delete();
    }
  }

  private ConfigMap marked(ConfigMapBuilder gate) {
    return gate.editOrNewMetadata()
        .withNamespace(Gate.NAMESPACE)
        .withName(Gate.NAME)
        .addToLabels(Labels.MANAGED_BY, Labels.PRODUCT)
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
    return client.get().configMaps().inNamespace(Gate.NAMESPACE).withName(Gate.NAME);
  }

  private Resource<ConfigMap> gateOf(ConfigMap map) {
    return client.get().configMaps().inNamespace(Gate.NAMESPACE).resource(map);
  }

  @Override
  public void record(EventBook.Due due) {
    events.record(due);
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
}
