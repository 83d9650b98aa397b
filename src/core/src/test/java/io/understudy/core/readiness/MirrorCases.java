package io.understudy.core.readiness;

import static io.understudy.core.readiness.Given.both;
import static io.understudy.core.readiness.Given.member;
import static io.understudy.core.readiness.Given.server;
import static io.understudy.core.readiness.Precheck.*;
import static io.understudy.core.readiness.PrechecksTest.NO;
import static io.understudy.core.readiness.PrechecksTest.of;
import static io.understudy.core.readiness.Result.FAIL;
import static io.understudy.core.readiness.Result.PASS;
import static io.understudy.core.readiness.Result.UNKNOWN;
import static io.understudy.core.readiness.Result.WARN;

import io.understudy.core.control.CheckRecord;
import io.understudy.core.control.Checkpoint.Phase;
import io.understudy.core.control.TermRecord.Role;
import io.understudy.core.port.EtcdStatus;
import io.understudy.core.readiness.Facts.Certificate;
import io.understudy.core.readiness.Facts.GcSafety;
import io.understudy.core.readiness.Facts.KeptCheck;
import io.understudy.core.readiness.Facts.Member;
import io.understudy.core.readiness.Facts.Records;
import io.understudy.core.readiness.Facts.Shown;
import io.understudy.core.readiness.PrechecksTest.Case;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What the prechecks make of the mirror and of both etcds. */
final class MirrorCases {

  private MirrorCases() {}

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
        of(LAG, UNKNOWN, "no time", MirrorCases::noTimes),
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
        of(PRIMARY_ETCD, WARN, "member two: not asked", g -> primary(g, oneUnasked())),
        of(STANDBY_ETCD, WARN, "member two: not asked", g -> standby(g, oneUnasked())),
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
        of(STANDBY_CERTIFICATES, FAIL, "begins only", MirrorCases::notYet),
        of(STANDBY_CERTIFICATES, UNKNOWN, NO, g -> notShown(g)),
        of(CERTIFICATE_NAMES, FAIL, "does not name 192.0.2.20", MirrorCases::lacksVip),
        of(CERTIFICATE_NAMES, PASS, "names what it must", MirrorCases::namedByWildcard),
        of(CERTIFICATE_NAMES, UNKNOWN, "source VIP: not configured", MirrorCases::noVip),
        of(CERTIFICATE_NAMES, UNKNOWN, NO, g -> notShown(g)));
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

  private static List<Member> oneUnasked() {
    EtcdStatus well = EtcdStatus.of(1, 1, 1, "3.5.0");
    return List.of(new Member("m", Fact.known(well)), Member.unasked("member two", "not asked"));
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
}
