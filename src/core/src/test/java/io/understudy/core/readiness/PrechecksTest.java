package io.understudy.core.readiness;

import static io.understudy.core.readiness.Given.both;
import static io.understudy.core.readiness.Given.member;
import static io.understudy.core.readiness.Given.server;
import static io.understudy.core.readiness.Given.withoutPrimary;
import static io.understudy.core.readiness.Precheck.*;
import static io.understudy.core.readiness.Result.FAIL;
import static io.understudy.core.readiness.Result.PASS;
import static io.understudy.core.readiness.Result.UNKNOWN;
import static io.understudy.core.readiness.Result.WARN;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.control.CheckRecord;
import io.understudy.core.control.Checkpoint.Phase;
import io.understudy.core.control.TermRecord.Role;
import io.understudy.core.port.EtcdStatus;
import io.understudy.core.readiness.Facts.Answers;
import io.understudy.core.readiness.Facts.CallTarget;
import io.understudy.core.readiness.Facts.Certificate;
import io.understudy.core.readiness.Facts.GcSafety;
import io.understudy.core.readiness.Facts.KeptCheck;
import io.understudy.core.readiness.Facts.Machines;
import io.understudy.core.readiness.Facts.Member;
import io.understudy.core.readiness.Facts.Port;
import io.understudy.core.readiness.Facts.Records;
import io.understudy.core.readiness.Facts.Service;
import io.understudy.core.readiness.Facts.ServiceRanges;
import io.understudy.core.readiness.Facts.Services;
import io.understudy.core.readiness.Facts.Shown;
import io.understudy.core.readiness.Facts.Terminating;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each precheck in each of its results. */
class PrechecksTest {

  private static final String NO = "no answer";

  /** What is given, and what the precheck makes of it. */
  record Case(Precheck check, Result result, String says, Consumer<Given> given) {
    @Override
    public String toString() {
      return check.text() + " " + result + ": " + says;
    }
  }

  static Case of(Precheck check, Result result, String says, Consumer<Given> given) {
    return new Case(check, result, says, given);
  }

  @ParameterizedTest
  @MethodSource({"ofTheMirror", "ofTheEtcds", "ofTheClusters", "ofServices", "ofObjects"})
  @MethodSource("io.understudy.core.readiness.ApiServerCases#all")
  void saysWhatItFound(Case expected) {
    Outcome outcome = Given.judged(expected.given).outcome(expected.check);
    assertThat(outcome.result()).as("%s", outcome).isEqualTo(expected.result);
    assertThat(outcome.summary()).contains(expected.says);
    assertThat(outcome.evidence()).isNotEmpty();
    if (expected.result == PASS) {
      assertThat(outcome.remedy()).isEmpty();
    } else {
      assertThat(outcome.remedy()).isNotBlank();
    }
  }

  @ParameterizedTest
  @EnumSource
  void passesWithNothingWrong(Precheck check) {
    Outcome outcome = Given.judged(given -> {}).outcome(check);
    assertThat(outcome.result()).as("%s", outcome).isEqualTo(PASS);
    assertThat(outcome.summary()).isNotBlank();
  }

  @ParameterizedTest
  @EnumSource
  void everyPrecheckIsTriedInWhatIsNotPass(Precheck check) {
    Set<Result> tried = new TreeSet<>();
    Stream.of(
            ofTheMirror(),
            ofTheEtcds(),
            ApiServerCases.all(),
            ofTheClusters(),
            ofServices(),
            ofObjects())
        .flatMap(cases -> cases)
        .filter(one -> one.check == check)
        .forEach(one -> tried.add(one.result));
    assertThat(tried).contains(UNKNOWN).containsAnyOf(WARN, FAIL);
  }

  static Stream<Case> ofTheMirror() {
    return Stream.of(
        of(
            LAST_CHECK,
            FAIL,
            "found both sides inconsistent",
            g -> g.checks = checks(CheckRecord.Result.INCONSISTENT, 1)),
        of(
            LAST_CHECK,
            WARN,
            "2 h 0 min ago",
            g -> g.checks = checks(CheckRecord.Result.CONSISTENT, 120)),
        of(
            LAST_CHECK,
            FAIL,
            "1 d 0 h ago",
            g -> g.checks = checks(CheckRecord.Result.CONSISTENT, 1440)),
        of(LAST_CHECK, UNKNOWN, "no check has run", g -> g.checks = Fact.known(List.of())),
        of(
            LAST_CHECK,
            UNKNOWN,
            "no kept check could tell",
            g -> g.checks = checks(CheckRecord.Result.FAILED, 1)),
        of(LAST_CHECK, UNKNOWN, NO, g -> g.checks = Fact.unknown(NO)),
        of(LAST_CHECK, WARN, "check 18, newer than it", g -> g.checks = failedAfterConsistent()),
        of(MIRROR, FAIL, "first copy", g -> g.records = Given.records(Phase.COPY, false)),
        of(MIRROR, FAIL, "resynchronisation", g -> g.records = Given.records(Phase.RESYNC, false)),
        of(MIRROR, FAIL, "between the parts", g -> g.records = Given.records(Phase.TAIL, true)),
        of(MIRROR, FAIL, "nothing has been mirrored", g -> g.records = nothingMirrored()),
        of(MIRROR, FAIL, "has been promoted", g -> g.records = promoted()),
        of(MIRROR, WARN, "paused", g -> g.records = paused()),
        of(MIRROR, WARN, "'refused': because", g -> g.sync = Given.sync("refused", "proven")),
        of(MIRROR, WARN, NO, g -> g.sync = Fact.unknown(NO)),
        of(MIRROR, PASS, "whole state", g -> g.sync = Given.sync("following", "unknown")),
        of(MIRROR, UNKNOWN, NO, g -> g.records = Fact.unknown(NO)),
        of(LAG, WARN, "10.0 s old", g -> lagging(g, 10)),
        of(LAG, FAIL, "1 min 0 s old", g -> lagging(g, 60)),
        of(LAG, PASS, "9.0 s old", g -> lagging(g, 9)),
        of(LAG, UNKNOWN, "no time", PrechecksTest::noTimes),
        of(CONTINUITY, WARN, "a part only", g -> g.sync = Given.sync("tail", "unproven")),
        of(
            CONTINUITY,
            UNKNOWN,
            "the replica that answered does not",
            g -> g.sync = Given.sync("following", "unknown")),
        of(CONTINUITY, UNKNOWN, "says 'paused'", g -> g.sync = Given.sync("paused", "unknown")),
        of(CONTINUITY, UNKNOWN, NO, g -> g.sync = Fact.unknown(NO)),
        of(REVISION_LEAD, FAIL, "5 behind", g -> revisions(g, 105, 100)),
        of(REVISION_LEAD, FAIL, "0 behind", g -> revisions(g, 100, 100)),
        of(REVISION_LEAD, WARN, "9999 revisions of 10000", g -> revisions(g, 1, 10_000)),
        of(REVISION_LEAD, PASS, "ahead by 10000", g -> revisions(g, 1, 10_001)),
        of(REVISION_LEAD, UNKNOWN, "19000 revisions ahead of the last", Given::primaryUnknown),
        of(REVISION_LEAD, UNKNOWN, "standby's revision", Given::standbyUnknown),
        of(GC_SAFETY, FAIL, "2 objects would be deleted", g -> g.gcSafety = proof(2, 0, 0, 0, 0)),
        of(GC_SAFETY, WARN, "3 objects would be patched", g -> g.gcSafety = proof(0, 3, 0, 0, 0)),
        of(GC_SAFETY, FAIL, "another UID", g -> g.gcSafety = proof(0, 1, 0, 4, 0)),
        of(GC_SAFETY, WARN, "6 objects would stay", g -> g.gcSafety = proof(0, 0, 6, 0, 0)),
        of(GC_SAFETY, UNKNOWN, "of 5 objects", g -> g.gcSafety = proof(0, 1, 0, 0, 5)),
        of(GC_SAFETY, UNKNOWN, NO, g -> g.gcSafety = Fact.unknown(NO)));
  }

  static Stream<Case> ofTheEtcds() {
    return Stream.of(
        of(PRIMARY_ETCD, FAIL, "NOSPACE", g -> primary(g, member(1, 1, "NOSPACE"))),
        of(PRIMARY_ETCD, FAIL, "95 %", g -> primary(g, member(1, 1_900_000))),
        of(PRIMARY_ETCD, WARN, "80 %", g -> primary(g, member(1, 1_600_000))),
        of(PRIMARY_ETCD, PASS, "every member", g -> primary(g, member(1, 1_580_000))),
        of(PRIMARY_ETCD, UNKNOWN, NO, g -> primary(g, silent())),
        of(PRIMARY_ETCD, WARN, NO, g -> primary(g, oneSilent())),
        of(STANDBY_ETCD, FAIL, "CORRUPT", g -> standby(g, member(1, 1, "CORRUPT"))),
        of(STANDBY_ETCD, FAIL, "95 %", g -> standby(g, member(1, 950_000))),
        of(STANDBY_ETCD, WARN, "80 % of 1000000", g -> standby(g, member(1, 800_000))),
        of(STANDBY_ETCD, UNKNOWN, NO, g -> standby(g, silent())),
        of(PRIMARY_CERTIFICATES, WARN, "30 days left", g -> shownByPrimary(g, 30)),
        of(PRIMARY_CERTIFICATES, FAIL, "2 days left", g -> shownByPrimary(g, 2)),
        of(PRIMARY_CERTIFICATES, FAIL, "ended at", g -> shownByPrimary(g, -1)),
        of(PRIMARY_CERTIFICATES, PASS, "31 days left", g -> shownByPrimary(g, 31)),
        of(PRIMARY_CERTIFICATES, UNKNOWN, NO, g -> notShown(g)),
        of(PRIMARY_CERTIFICATES, PASS, "plain", g -> g.certificates = both(List.of())),
        of(STANDBY_CERTIFICATES, WARN, "30 days left", g -> shownByStandby(g, 30)),
        of(STANDBY_CERTIFICATES, FAIL, "begins only", PrechecksTest::notYet),
        of(STANDBY_CERTIFICATES, UNKNOWN, NO, g -> notShown(g)),
        of(CERTIFICATE_NAMES, FAIL, "does not name 192.0.2.20", PrechecksTest::lacksVip),
        of(CERTIFICATE_NAMES, PASS, "names what it must", PrechecksTest::namedByWildcard),
        of(CERTIFICATE_NAMES, UNKNOWN, "source VIP: not configured", PrechecksTest::noVip),
        of(CERTIFICATE_NAMES, UNKNOWN, NO, g -> notShown(g)));
  }

  static Stream<Case> ofTheClusters() {
    return Stream.of(
        of(DEFINITIONS, FAIL, "lacks b", g -> g.definitions = both(Set.of("b"), Set.of("a"))),
        of(DEFINITIONS, PASS, "every", g -> g.definitions = both(Set.of("a"), Set.of("a", "b"))),
        of(DEFINITIONS, UNKNOWN, "primary", g -> g.definitions = withoutPrimary(g.definitions)),
        of(
            OPERATORS,
            FAIL,
            "lacks operator knative-operator 1.10.2",
            g -> g.operators = both(Map.of("knative-operator", "1.10.2"), Map.of())),
        of(
            OPERATORS,
            WARN,
            "primary 1, standby 2",
            g -> g.operators = both(Map.of("o", "1"), Map.of("o", "2"))),
        of(
            OPERATORS,
            FAIL,
            "lacks operator.knative.dev/knativeservings/a/b",
            g -> g.components = both(Set.of("operator.knative.dev/knativeservings/a/b"), Set.of())),
        of(OPERATORS, UNKNOWN, "primary", g -> g.operators = withoutPrimary(g.operators)),
        of(
            WORKLOADS,
            WARN,
            "lacks deployments/a/b",
            g -> g.workloads = both(Set.of("deployments/a/b"), Set.of("deployments/a/c"))),
        of(
            WORKLOADS,
            PASS,
            "every workload",
            g -> g.workloads = both(Set.of("statefulsets/a/b"), Set.of("statefulsets/a/b", "c"))),
        of(WORKLOADS, UNKNOWN, "primary", g -> g.workloads = withoutPrimary(g.workloads)),
        of(CLUSTER_CA, FAIL, "no CA in common", g -> g.authorities = cas(Set.of("a"), Set.of("b"))),
        of(CLUSTER_CA, WARN, "not all", g -> g.authorities = cas(Set.of("a"), Set.of("a", "b"))),
        of(
            CLUSTER_CA,
            UNKNOWN,
            "not shown by the standby",
            g -> g.authorities = both(Map.of("cluster CA", Set.of("a")), Map.of())),
        of(CLUSTER_CA, UNKNOWN, "neither side", g -> g.authorities = both(Map.of())),
        of(CLUSTER_CA, UNKNOWN, "primary", g -> g.authorities = withoutPrimary(g.authorities)));
  }

  static Stream<Case> ofServices() {
    return Stream.of(
        of(
            SERVICE_RANGES,
            FAIL,
            "primary 10.0.0.0/8, standby 10.96.0.0/12",
            g -> g.ranges = both(range("10.0.0.0/8", "1-2"), range("10.96.0.0/12", "1-2"))),
        of(
            SERVICE_RANGES,
            FAIL,
            "nodePorts: primary 1-2, standby 1-3",
            g -> g.ranges = both(range("10.0.0.0/8", "1-2"), range("10.0.0.0/8", "1-3"))),
        of(
            SERVICE_RANGES,
            UNKNOWN,
            "not on record in the etcd of the standby",
            g -> g.ranges = both(range("a", "1-2"), new ServiceRanges(Set.of(), "1-2"))),
        of(SERVICE_RANGES, UNKNOWN, "primary", g -> g.ranges = withoutPrimary(g.ranges)),
        of(
            SERVICE_COLLISIONS,
            FAIL,
            "address 10.0.0.9 is wanted by own and theirs",
            g -> g.services = services(own("10.0.0.9", 1), parked("theirs", "10.0.0.9", 2))),
        of(
            SERVICE_COLLISIONS,
            FAIL,
            "nodePort 30001 is wanted by own and theirs",
            g ->
                g.services = services(own("10.0.0.8", 30001), parked("theirs", "10.0.0.9", 30001))),
        of(
            SERVICE_COLLISIONS,
            FAIL,
            "own is there already",
            g -> g.services = services(own("10.0.0.8", 1), parked("own", "10.0.0.8", 1))),
        of(
            SERVICE_COLLISIONS,
            PASS,
            "wanted twice",
            g -> g.services = services(own("10.0.0.8", 1), parked("theirs", "10.0.0.9", 2))),
        of(
            SERVICE_COLLISIONS,
            UNKNOWN,
            "4 Services",
            g -> g.services = Fact.known(new Services(List.of(), 4))),
        of(SERVICE_COLLISIONS, UNKNOWN, NO, g -> g.services = Fact.unknown(NO)),
        of(CALL_TARGETS, FAIL, "there is none", g -> calls(g, true, Answers.NO_SERVICE)),
        of(CALL_TARGETS, WARN, "there is none", g -> calls(g, false, Answers.NO_SERVICE)),
        of(CALL_TARGETS, FAIL, "nothing is behind", g -> calls(g, true, Answers.NO_ENDPOINTS)),
        of(CALL_TARGETS, PASS, "will after unpark", g -> calls(g, true, Answers.AFTER_UNPARK)),
        of(CALL_TARGETS, PASS, "will after unpark", g -> calls(g, true, Answers.NOW)),
        of(CALL_TARGETS, UNKNOWN, NO, g -> g.callTargets = Fact.unknown(NO)));
  }

  static Stream<Case> ofObjects() {
    return Stream.of(
        of(PRIMARY_TERMINATING, WARN, "terminating: /a", g -> g.terminating = terminating("/a")),
        of(STANDBY_TERMINATING, WARN, "terminating: /a", g -> g.terminating = terminating("/a")),
        of(
            STANDBY_TERMINATING,
            UNKNOWN,
            "of 7 objects",
            g -> g.terminating = both(new Terminating(List.of(), 7))),
        of(
            PRIMARY_TERMINATING,
            UNKNOWN,
            "primary",
            g -> g.terminating = withoutPrimary(g.terminating)),
        of(PRIMARY_MACHINES, FAIL, "m1 (Failed)", g -> g.machines = machines("m1 (Failed)")),
        of(STANDBY_MACHINES, FAIL, "m1 (Failed)", g -> g.machines = machines("m1 (Failed)")),
        of(
            STANDBY_MACHINES,
            PASS,
            "no machines",
            g -> g.machines = both(new Machines(false, 0, List.of()))),
        of(PRIMARY_MACHINES, UNKNOWN, "primary", g -> g.machines = withoutPrimary(g.machines)),
        of(STANDBY_MACHINES, UNKNOWN, NO, g -> g.machines = unknownSides()),
        of(
            PRIMARY_VIP,
            FAIL,
            "refused",
            g -> g.vips = both(List.of(new Port("v:6443", "refused")))),
        of(
            STANDBY_VIP,
            FAIL,
            "refused",
            g -> g.vips = both(List.of(new Port("v:6443", "refused")))),
        of(PRIMARY_VIP, UNKNOWN, NO, g -> g.vips = unknownSides()),
        of(STANDBY_VIP, UNKNOWN, NO, g -> g.vips = unknownSides()),
        of(
            STANDBY_REGISTRY,
            FAIL,
            "refused",
            g -> g.registry = Fact.known(new Port("r:1", "refused"))),
        of(STANDBY_REGISTRY, UNKNOWN, NO, g -> g.registry = Fact.unknown(NO)));
  }

  @Test
  void evidenceIsBoundedAndTheWorstComesFirst() {
    List<Port> ports = new ArrayList<>();
    for (int port = 1; port <= 100; port++) {
      ports.add(new Port("v:" + port, port == 100 ? "refused" : ""));
    }
    Outcome outcome = Given.judged(g -> g.vips = both(ports)).outcome(STANDBY_VIP);
    assertThat(outcome.evidence()).hasSize(Draft.EVIDENCE_MAX + 1);
    assertThat(outcome.evidence().getFirst()).isEqualTo("v:100: refused");
    assertThat(outcome.evidence().getLast()).isEqualTo("and 80 more");
  }

  @Test
  void aCheckOfTheFutureIsNew() {
    Outcome outcome =
        Given.judged(
                g -> g.checks = Given.checks(CheckRecord.Result.CONSISTENT, Duration.ofHours(-9)))
            .outcome(LAST_CHECK);
    assertThat(outcome.result()).isEqualTo(PASS);
  }

  private static Fact<List<KeptCheck>> checks(CheckRecord.Result result, int minutes) {
    return Given.checks(result, Duration.ofMinutes(minutes));
  }

  private static Fact<List<KeptCheck>> failedAfterConsistent() {
    return Fact.known(
        List.of(
            new KeptCheck("18", Given.NOW, CheckRecord.Result.FAILED, false, "no source"),
            new KeptCheck(
                "17", Given.NOW.minusSeconds(60), CheckRecord.Result.CONSISTENT, true, "")));
  }

  private static Fact<Records> nothingMirrored() {
    return Fact.known(new Records(Optional.empty(), Optional.empty(), false));
  }

  private static Fact<Records> promoted() {
    return Fact.known(new Records(Optional.of(Given.term(Role.PROMOTED)), Optional.empty(), false));
  }

  private static Fact<Records> paused() {
    Records tailing = Given.records(Phase.TAIL, false, Given.NOW);
    return Fact.known(new Records(tailing.term(), tailing.checkpoint(), true));
  }

  /** sync-service cannot tell, so the checkpoint does. */
  private static void lagging(Given given, int seconds) {
    given.sync = Fact.unknown(NO);
    given.records = Given.records(Given.NOW.minusSeconds(seconds));
  }

  private static void noTimes(Given given) {
    given.sync = Fact.unknown(NO);
    given.records = nothingMirrored();
  }

  private static void revisions(Given given, long source, long target) {
    given.etcds = both(member(source, 1), member(target, 1));
  }

  private static void primary(Given given, List<Member> members) {
    given.etcds = both(members, member(9, 9));
  }

  private static void standby(Given given, List<Member> members) {
    given.etcds = both(member(9, 9), members);
  }

  private static List<Member> silent() {
    return List.of(new Member("m", Fact.unknown(NO)));
  }

  private static List<Member> oneSilent() {
    EtcdStatus well = EtcdStatus.of(1, 1, 1, "3.5.0");
    return List.of(new Member("m", Fact.unknown(NO)), new Member("n", Fact.known(well)));
  }

  private static Fact<GcSafety> proof(
      long deleted, long patched, long staysParked, long otherUid, long unreadable) {
    return Fact.known(
        new GcSafety(
            Given.NOW,
            deleted,
            patched,
            staysParked,
            otherUid,
            unreadable,
            List.of("/an/example")));
  }

  private static void shownByPrimary(Given given, int days) {
    given.certificates =
        both(List.of(server("p", days, Given.NAMES)), List.of(server("s", 300, Given.NAMES)));
  }

  private static void shownByStandby(Given given, int days) {
    given.certificates =
        both(List.of(server("p", 300, Given.NAMES)), List.of(server("s", days, Given.NAMES)));
  }

  private static void notShown(Given given) {
    given.certificates = both(List.of(new Shown("p", true, Fact.unknown(NO))));
  }

  private static void notYet(Given given) {
    Instant later = Given.NOW.plus(Duration.ofDays(1));
    Certificate certificate = new Certificate(later, later.plus(Duration.ofDays(400)), Given.NAMES);
    given.certificates = both(List.of(new Shown("p", true, Fact.known(certificate))));
  }

  private static void lacksVip(Given given) {
    Set<String> names = Set.of("192.0.2.10", "platform.example.com");
    given.certificates = both(List.of(server("p", 300, names)));
  }

  private static void namedByWildcard(Given given) {
    Set<String> names = Set.of("192.0.2.10", "192.0.2.20", "*.example.com");
    given.certificates = both(List.of(server("p", 300, names)));
  }

  private static void noVip(Given given) {
    given.mustBeNamed.put("source VIP", Fact.unknown("not configured"));
  }

  private static Sides<Map<String, Set<String>>> cas(Set<String> primary, Set<String> standby) {
    return both(Map.of("cluster CA", primary), Map.of("cluster CA", standby));
  }

  private static ServiceRanges range(String addresses, String nodePorts) {
    return new ServiceRanges(Set.of(addresses), nodePorts);
  }

  private static Fact<Services> services(Service... all) {
    return Fact.known(new Services(List.of(all), 0));
  }

  private static Service own(String address, int nodePort) {
    return new Service("own", false, Set.of(address), Set.of(nodePort));
  }

  private static Service parked(String key, String address, int nodePort) {
    return new Service(key, true, Set.of(address), Set.of(nodePort));
  }

  private static void calls(Given given, boolean required, Answers answers) {
    given.callTargets =
        Fact.known(List.of(new CallTarget("APIService v1.x", "ns/svc", required, answers)));
  }

  private static Sides<Terminating> terminating(String key) {
    return both(new Terminating(List.of(key), 0));
  }

  private static Sides<Machines> machines(String... notRunning) {
    return both(new Machines(true, 3, List.of(notRunning)));
  }

  private static <T> Sides<T> unknownSides() {
    return new Sides<>(Fact.unknown(NO), Fact.unknown(NO));
  }
}
