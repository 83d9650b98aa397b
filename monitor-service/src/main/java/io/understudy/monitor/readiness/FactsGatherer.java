package io.understudy.monitor.readiness;

import io.understudy.core.gc.GcReport;
import io.understudy.core.readiness.Fact;
import io.understudy.core.readiness.Facts;
import io.understudy.core.readiness.Facts.Port;
import io.understudy.core.readiness.Facts.Shown;
import io.understudy.core.readiness.PerServer;
import io.understudy.core.readiness.Sides;
import io.understudy.core.readiness.stored.CallTargets;
import io.understudy.core.readiness.stored.ClusterFacts;
import io.understudy.core.readiness.stored.LinkRecords;
import io.understudy.core.readiness.stored.Registry;
import io.understudy.core.readiness.stored.ServiceFacts;
import io.understudy.core.readiness.stored.TerminatingScan;
import io.understudy.core.scope.Classifier;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.etcd.TlsFiles;
import io.understudy.monitor.Ends;
import io.understudy.monitor.readiness.Asking.Asked;
import io.understudy.monitor.settings.MonitorSettings;
import io.understudy.monitor.settings.ReadinessSettings;
import io.understudy.service.kubernetes.ApiClient;
import io.understudy.service.kubernetes.ApiServers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Asks all there is to ask, side by side and within one deadline. */
final class FactsGatherer implements AutoCloseable {

  private static final String NOT_CONFIGURED = " is not configured";

  private final MonitorSettings settings;
  private final ReadinessSettings readiness;
  private final InstantSource time;
  private final Members primaryMembers;
  private final Members standbyMembers;
  private final LinkRecords records;
  private final Registry primary;
  private final Registry standby;
  private final Background<Facts.GcSafety> gcSafety;
  private final Background<Facts.Terminating> primaryTerminating;
  private final Background<Facts.Terminating> standbyTerminating;
  private final ApiServers primaryApi;
  private final ApiServers standbyApi;
  private final Predicate<String> ignored;
  private final Ports ports;
  private final Certificates certificates;
  private final SyncStatus sync;

  /**
   * @param proof of GC safety, which may take long
   */
  FactsGatherer(
      MonitorSettings settings,
      Ends ends,
      Classifier classifier,
      Supplier<GcReport> proof,
      ApiClient cluster,
      InstantSource time) {
    this.settings = settings;
    this.readiness = settings.readiness();
    this.time = time;
    var link = settings.link();
    this.primaryMembers = new Members(link.source());
    this.standbyMembers = new Members(link.target());
    this.records = new LinkRecords(ends.target(), link.keys());
    this.primary = Registry.ofPrimary(ends.source(), classifier);
    this.standby = Registry.ofStandby(ends.target(), link.keys(), classifier);
    this.gcSafety =
        background(() -> GcFacts.of(proof.get(), time.instant()), readiness.proofInterval());
    this.primaryTerminating =
        background(
            new TerminatingScan(Registry.ofPrimary(ends.sourceBehindChecks(), classifier))::look,
            readiness.interval().dividedBy(2));
    this.standbyTerminating =
        background(
            new TerminatingScan(
                    Registry.ofStandby(ends.targetBehindChecks(), link.keys(), classifier))
                ::look,
            readiness.interval().dividedBy(2));
    this.primaryApi =
        new ApiServers(readiness.primaryApi(), Optional.empty(), finder(primary), callTimeout());
    Optional<ApiClient> own =
        settings.kubernetes().enabled() ? Optional.of(cluster) : Optional.empty();
    this.standbyApi = new ApiServers(readiness.standbyApi(), own, finder(standby), callTimeout());
    this.ignored = ignored(readiness.workloadsIgnored());
    this.ports = new Ports(readiness.connectTimeout());
    this.certificates = new Certificates(readiness.connectTimeout());
    this.sync = new SyncStatus(settings.sync().rest().url(), readiness.connectTimeout());
  }

  private <T> Background<T> background(Supplier<T> work, Duration interval) {
    return new Background<>(work, interval, time);
  }

  private Duration callTimeout() {
    return settings.kubernetes().timeout();
  }

  private static Supplier<Set<String>> finder(Registry site) {
    return () -> new ClusterFacts(site).apiServers();
  }

  /** Each {@code *} stands for any text. */
  private static Predicate<String> ignored(List<String> patterns) {
    List<Pattern> compiled =
        patterns.stream()
            .map(text -> Pattern.quote(text).replace("*", "\\E.*\\Q"))
            .map(Pattern::compile)
            .toList();
    return name -> compiled.stream().anyMatch(pattern -> pattern.matcher(name).matches());
  }

  private Set<String> workloads(ClusterFacts site) {
    Set<String> workloads = new TreeSet<>(site.workloads());
    workloads.removeIf(ignored);
    return workloads;
  }

  /** What is asked of both sites, each of its own. */
  private static <S, T> Supplier<Sides<T>> both(
      Asking asking, S primary, S standby, Function<S, T> question) {
    Asked<T> one = asking.ask(() -> question.apply(primary));
    Asked<T> other = asking.ask(() -> question.apply(standby));
    return () -> new Sides<>(one.answer(), other.answer());
  }

  private static <T> Supplier<Sides<PerServer<T>>> both(
      EachServer primary, EachServer standby, Function<ApiServer, T> question) {
    Supplier<Fact<PerServer<T>>> one = primary.ask(question);
    Supplier<Fact<PerServer<T>>> other = standby.ask(question);
    return () -> new Sides<>(one.get(), other.get());
  }

  private ApiServer apiServer(ApiServers.Server server) {
    return new ApiServer(server.client(), callTimeout(), time);
  }

  /** Takes the configured time at most; never fails. */
  Facts gather() {
    Instant at = time.instant();
    try (Asking asking = new Asking(readiness.timeout())) {
      ClusterFacts ofPrimary = new ClusterFacts(primary);
      ClusterFacts ofStandby = new ClusterFacts(standby);
      var checks = asking.ask(records::checks);
      var onRecord = asking.ask(records::records);
      var state = asking.ask(sync::read);
      var proof = asking.ask(gcSafety::latest);
      var ofPrimaryApi = new EachServer(asking, primaryApi, this::apiServer);
      var ofStandbyApi = new EachServer(asking, standbyApi, this::apiServer);
      var secrets = ofStandbyApi.ask(server -> server.secrets(readiness.secretsMax()));
      var etcds = both(asking, primaryMembers, standbyMembers, Members::ask);
      var shown = shown(asking);
      var clocks = both(ofPrimaryApi, ofStandbyApi, ApiServer::clock);
      var versions = both(ofPrimaryApi, ofStandbyApi, ApiServer::version);
      var definitions = both(asking, ofPrimary, ofStandby, ClusterFacts::definitions);
      var operators = both(asking, ofPrimary, ofStandby, ClusterFacts::operators);
      var components =
          both(asking, ofPrimary, ofStandby, site -> site.components(readiness.components()));
      var workloads = both(asking, ofPrimary, ofStandby, this::workloads);
      var ranges = both(asking, ofPrimary, ofStandby, ClusterFacts::ranges);
      var services = asking.ask(() -> ServiceFacts.of(standby));
      var tokenKeys = both(ofPrimaryApi, ofStandbyApi, ApiServer::tokenKeys);
      var authorities = both(asking, ofPrimary, ofStandby, ClusterFacts::authorities);
      var targets = asking.askFact(() -> CallTargets.of(standby));
      var terminating = both(asking, primaryTerminating, standbyTerminating, Background::latest);
      var machines = both(asking, ofPrimary, ofStandby, ClusterFacts::machines);
      var vips = vips(asking);
      var registry = registry(asking);
      return new Facts(
          at,
          checks.answer(),
          onRecord.answer(),
          state.answer(),
          proof.answer(),
          secrets.get(),
          etcds.get(),
          shown.get(),
          mustBeNamed(),
          clocks.get(),
          versions.get(),
          definitions.get(),
          operators.get(),
          components.get(),
          workloads.get(),
          ranges.get(),
          services.answer(),
          tokenKeys.get(),
          authorities.get(),
          targets.answer(),
          terminating.get(),
          machines.get(),
          vips.get(),
          registry.get());
    }
  }

  private Map<String, Fact<String>> mustBeNamed() {
    Map<String, Fact<String>> names = new LinkedHashMap<>();
    names.put("source VIP", configured("source-vip", readiness.sourceVip()));
    names.put("target VIP", configured("target-vip", readiness.targetVip()));
    names.put("platform host", configured("platform-host", readiness.platformHost()));
    return names;
  }

  private static Fact<String> configured(String property, Optional<String> name) {
    return name.map(Certificates::canonical)
        .map(Fact::known)
        .orElseGet(() -> Fact.unknown("understudy.readiness." + property + NOT_CONFIGURED));
  }

  private Supplier<Sides<List<Shown>>> shown(Asking asking) {
    var ofSource = shown(asking, settings.link().source());
    var ofTarget = shown(asking, settings.link().target());
    return () -> new Sides<>(Fact.known(ofSource.get()), Fact.known(ofTarget.get()));
  }

  private Supplier<List<Shown>> shown(Asking asking, EtcdEndpoint end) {
    List<Supplier<Shown>> asked = new ArrayList<>();
    for (String endpoint : end.endpoints()) {
      if (endpoint.startsWith("https://")) {
        var certificate = asking.ask(() -> certificates.shownBy(endpoint));
        asked.add(() -> new Shown(end.name() + " " + endpoint, true, certificate.answer()));
      }
    }
    for (TlsFiles.Client files : end.tls().flatMap(TlsFiles::client).stream().toList()) {
      var certificate = asking.ask(() -> Certificates.in(files.cert()));
      String where = end.name() + " client " + files.cert();
      asked.add(() -> new Shown(where, false, certificate.answer()));
    }
    return () -> asked.stream().map(Supplier::get).toList();
  }

  private Supplier<Sides<List<Port>>> vips(Asking asking) {
    var ofSource = vip(asking, "source-vip", readiness.sourceVip());
    var ofTarget = vip(asking, "target-vip", readiness.targetVip());
    return () -> new Sides<>(ofSource.get(), ofTarget.get());
  }

  private Supplier<Fact<List<Port>>> vip(Asking asking, String property, Optional<String> vip) {
    if (vip.isEmpty()) {
      return () -> Fact.unknown("understudy.readiness." + property + NOT_CONFIGURED);
    }
    List<Supplier<Port>> asked = new ArrayList<>();
    for (int port : readiness.ports()) {
      asked.add(port(asking, vip.get(), port));
    }
    return () -> Fact.known(asked.stream().map(Supplier::get).toList());
  }

  /** A port that was not found open in time is not open. */
  private Supplier<Port> port(Asking asking, String host, int port) {
    Asked<Port> asked = asking.ask(() -> ports.of(host, port));
    return () ->
        switch (asked.answer()) {
          case Fact.Known<Port>(Port known) -> known;
          case Fact.Unknown<Port>(String why) -> new Port(host + ":" + port, why);
        };
  }

  private Supplier<Fact<Port>> registry(Asking asking) {
    if (readiness.registry().isEmpty()) {
      return () -> Fact.unknown("understudy.readiness.registry" + NOT_CONFIGURED);
    }
    ReadinessSettings.Address address = readiness.registry().get();
    Supplier<Port> asked = port(asking, address.host(), address.port());
    return () -> Fact.known(asked.get());
  }

  @Override
  public void close() {
    primaryMembers.close();
    standbyMembers.close();
    primaryApi.close();
    standbyApi.close();
  }
}
