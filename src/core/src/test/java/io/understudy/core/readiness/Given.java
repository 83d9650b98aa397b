package io.understudy.core.readiness;

import io.understudy.core.control.CheckRecord.Result;
import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.Checkpoint.SourceId;
import io.understudy.core.control.TermRecord;
import io.understudy.core.port.EtcdStatus;
import io.understudy.core.readiness.Facts.Certificate;
import io.understudy.core.readiness.Facts.ClockOffset;
import io.understudy.core.readiness.Facts.GcSafety;
import io.understudy.core.readiness.Facts.KeptCheck;
import io.understudy.core.readiness.Facts.Machines;
import io.understudy.core.readiness.Facts.Member;
import io.understudy.core.readiness.Facts.Port;
import io.understudy.core.readiness.Facts.Records;
import io.understudy.core.readiness.Facts.SecretsRead;
import io.understudy.core.readiness.Facts.ServiceRanges;
import io.understudy.core.readiness.Facts.Services;
import io.understudy.core.readiness.Facts.Shown;
import io.understudy.core.readiness.Facts.SyncState;
import io.understudy.core.readiness.Facts.Terminating;
import io.understudy.core.readiness.Facts.TokenKeys;
import io.understudy.core.readiness.Thresholds.Limit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Facts with which every precheck passes, to be changed by a test. */
final class Given {

  static final Instant NOW = Instant.parse("2026-03-01T03:00:00Z");
  static final Set<String> NAMES = Set.of("192.0.2.10", "192.0.2.20", "platform.example.com");

  static final Thresholds LIMITS =
      new Thresholds(
          new Limit<>(Duration.ofHours(2), Duration.ofHours(24)),
          new Limit<>(Duration.ofSeconds(10), Duration.ofSeconds(60)),
          new Limit<>(Duration.ofDays(30), Duration.ofDays(3)),
          new Limit<>(Duration.ofSeconds(2), Duration.ofSeconds(10)),
          new Limit<>(80, 95),
          2_000_000,
          1_000_000);

  Fact<List<KeptCheck>> checks = checks(Result.CONSISTENT, Duration.ofMinutes(5));
  Fact<Records> records = records(Checkpoint.Phase.TAIL, false);
  Fact<SyncState> sync = sync("tail", "proven");
  Fact<GcSafety> gcSafety = Fact.known(new GcSafety(NOW, 0, 0, 0, 0, 0, List.of()));
  Fact<PerServer<SecretsRead>> secrets = Fact.known(each(new SecretsRead(19, "")));
  Sides<List<Member>> etcds = both(member(1000, 500_000), member(20_000, 500_000));
  Sides<List<Shown>> certificates =
      both(List.of(server("etcd one", 300, NAMES)), List.of(server("etcd two", 300, NAMES)));
  Map<String, Fact<String>> mustBeNamed = new LinkedHashMap<>();
  Sides<PerServer<ClockOffset>> clocks = both(each(offset(100, 600)), each(offset(-100, 600)));
  Sides<PerServer<String>> versions = both(each("v1.34.1", "v1.34.1"));
  Sides<Set<String>> definitions = both(Set.of("widgets.example.com"));
  Sides<Map<String, String>> operators = both(Map.of("knative-operator", "1.10.2"));
  Sides<Set<String>> components = both(Set.of("operator.knative.dev/knativeservings/a/b"));
  Sides<Set<String>> workloads = both(Set.of("deployments/operators/knative-operator"));
  Sides<ServiceRanges> ranges = both(new ServiceRanges(Set.of("10.96.0.0/12"), "30000-32767"));
  Fact<Services> services = Fact.known(new Services(List.of(), 0));
  Sides<PerServer<TokenKeys>> tokenKeys =
      both(each(new TokenKeys("https://issuer", Set.of("k1", "k2"))));
  Sides<Map<String, Set<String>>> authorities = both(Map.of("cluster CA", Set.of("a1")));
  Fact<List<Facts.CallTarget>> callTargets = Fact.known(List.of());
  Sides<Terminating> terminating = both(new Terminating(List.of(), 0));
  Sides<Machines> machines = both(new Machines(true, 3, List.of()));
  Sides<List<Port>> vips =
      both(List.of(new Port("192.0.2.10:443", "")), List.of(new Port("192.0.2.20:443", "")));
  Fact<Port> registry = Fact.known(new Port("192.0.2.20:11443", ""));

  Given() {
    mustBeNamed.put("source VIP", Fact.known("192.0.2.10"));
    mustBeNamed.put("target VIP", Fact.known("192.0.2.20"));
    mustBeNamed.put("platform host", Fact.known("platform.example.com"));
  }

  static Readiness judged(Consumer<Given> change) {
    Given given = new Given();
    change.accept(given);
    return Readiness.of(given.facts(), LIMITS);
  }

  /** As when the primary and its network are gone: nothing that only it could tell is known. */
  void primaryLost() {
    String why = "no answer";
    sync = Fact.unknown("sync-service: " + why);
    etcds = new Sides<>(Fact.known(List.of(new Member("p", Fact.unknown(why)))), etcds.standby());
    certificates =
        new Sides<>(
            Fact.known(List.of(new Shown("p", true, Fact.unknown(why)))), certificates.standby());
    clocks = withoutPrimary(clocks);
    versions = withoutPrimary(versions);
    definitions = withoutPrimary(definitions);
    operators = withoutPrimary(operators);
    components = withoutPrimary(components);
    workloads = withoutPrimary(workloads);
    ranges = withoutPrimary(ranges);
    tokenKeys = withoutPrimary(tokenKeys);
    authorities = withoutPrimary(authorities);
    terminating = withoutPrimary(terminating);
    machines = withoutPrimary(machines);
    vips =
        new Sides<>(Fact.known(List.of(new Port("192.0.2.10:443", "timed out"))), vips.standby());
    checks = checks(Result.CONSISTENT, Duration.ofDays(2));
    records = records(NOW.minus(Duration.ofHours(1)));
  }

  void primaryUnknown() {
    etcds = withoutPrimary(etcds);
  }

  void standbyUnknown() {
    etcds = new Sides<>(etcds.primary(), Fact.unknown("no answer"));
  }

  /** The servers {@code s1}, {@code s2} and so on gave these answers. */
  @SafeVarargs
  static <T> PerServer<T> each(T... answers) {
    List<PerServer.Answer<T>> all = new ArrayList<>();
    for (T answer : answers) {
      all.add(new PerServer.Answer<>("s" + (all.size() + 1), Fact.known(answer)));
    }
    return new PerServer<>(all, "");
  }

  /** Beside what they gave, one gave no answer. */
  static <T> PerServer<T> andOneSilent(PerServer<T> answered) {
    List<PerServer.Answer<T>> all = new ArrayList<>(answered.answers());
    all.add(new PerServer.Answer<>("silent", Fact.unknown("no answer")));
    return new PerServer<>(all, "");
  }

  static <T> Sides<T> withoutPrimary(Sides<T> sides) {
    return new Sides<>(Fact.unknown("the primary does not answer"), sides.standby());
  }

  static <T> Sides<T> both(T same) {
    return new Sides<>(Fact.known(same), Fact.known(same));
  }

  static <T> Sides<T> both(T primary, T standby) {
    return new Sides<>(Fact.known(primary), Fact.known(standby));
  }

  static Fact<List<KeptCheck>> checks(Result result, Duration age) {
    return Fact.known(
        List.of(new KeptCheck("17", NOW.minus(age), result, result != Result.FAILED, "")));
  }

  static Fact<Records> records(Instant observed) {
    return Fact.known(records(Checkpoint.Phase.TAIL, false, observed));
  }

  static Fact<Records> records(Checkpoint.Phase phase, boolean inParts) {
    return Fact.known(records(phase, inParts, NOW.minusSeconds(1)));
  }

  static Records records(Checkpoint.Phase phase, boolean inParts, Instant observed) {
    Checkpoint checkpoint =
        Checkpoint.first(new SourceId(7, 2), 1, observed, "rules")
            .inPhase(phase)
            .inParts(inParts)
            .at(990, observed);
    return new Records(Optional.of(term(TermRecord.Role.STANDBY)), Optional.of(checkpoint), false);
  }

  static TermRecord term(TermRecord.Role role) {
    return new TermRecord(role, 4, "pod", NOW.minusSeconds(60), "started");
  }

  static Fact<SyncState> sync(String phase, String continuity) {
    return Fact.known(
        new SyncState(
            phase,
            "because",
            continuity,
            Optional.of(NOW.minusMillis(500)),
            Optional.of(1000L),
            Optional.of(10_000L)));
  }

  static List<Member> member(long revision, long bytes, String... alarms) {
    return List.of(
        new Member(
            "https://m:2379",
            Fact.known(new EtcdStatus(7, 2, revision, "3.5.0", bytes, bytes, 0, List.of(alarms)))));
  }

  static Shown server(String where, int daysLeft, Set<String> names) {
    return new Shown(where, true, Fact.known(certificate(daysLeft, names)));
  }

  static Certificate certificate(int daysLeft, Set<String> names) {
    Instant end = NOW.plus(Duration.ofDays(daysLeft));
    return new Certificate(NOW.minus(Duration.ofDays(400)), end, names);
  }

  static ClockOffset offset(long millis, long unsure) {
    return new ClockOffset(Duration.ofMillis(millis), Duration.ofMillis(unsure));
  }

  Facts facts() {
    return new Facts(
        NOW,
        checks,
        records,
        sync,
        gcSafety,
        secrets,
        etcds,
        certificates,
        mustBeNamed,
        clocks,
        versions,
        definitions,
        operators,
        components,
        workloads,
        ranges,
        services,
        tokenKeys,
        authorities,
        callTargets,
        terminating,
        machines,
        vips,
        registry);
  }
}
