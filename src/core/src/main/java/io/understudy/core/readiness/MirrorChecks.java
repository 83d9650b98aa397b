package io.understudy.core.readiness;

import io.understudy.core.control.CheckRecord;
import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.TermRecord;
import io.understudy.core.port.EtcdStatus;
import io.understudy.core.readiness.Facts.GcSafety;
import io.understudy.core.readiness.Facts.KeptCheck;
import io.understudy.core.readiness.Facts.Member;
import io.understudy.core.readiness.Facts.Records;
import io.understudy.core.readiness.Facts.SyncState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What is known of the mirror, and of what it has made of the standby. */
final class MirrorChecks {

  private static final String ASK_SYNC = "Set understudy.sync.url, and see that sync-service runs.";

  private MirrorChecks() {}

  static Outcome lastCheck(Facts facts, Thresholds limits) {
    Draft draft = new Draft(Precheck.LAST_CHECK);
    switch (facts.checks()) {
      case Fact.Unknown<List<KeptCheck>>(String why) ->
          draft.unknown(why, "See that the standby's etcd answers.");
      case Fact.Known<List<KeptCheck>>(List<KeptCheck> kept) ->
          judgeChecks(draft, kept, facts.at(), limits);
    }
    return draft.done();
  }

  private static void judgeChecks(
      Draft draft, List<KeptCheck> kept, Instant now, Thresholds limits) {
    Optional<KeptCheck> told = kept.stream().filter(KeptCheck::told).findFirst();
    if (told.isEmpty()) {
      String why = kept.isEmpty() ? "no check has run yet" : "no kept check could tell";
      draft.unknown(why, "Run one: POST /api/v1/checks, or GET /check.");
      return;
    }
    KeptCheck last = told.get();
    Duration age = Times.between(last.finishedAt(), now);
    String seen =
        "check "
            + last.id()
            + " found both sides "
            + last.result().text()
            + ", "
            + Times.text(age)
            + " ago";
    if (last.result() == CheckRecord.Result.INCONSISTENT) {
      draft.fail(seen, "GET /api/v1/checks/" + last.id() + " says what differs and what to do.");
    } else if (age.compareTo(limits.checkAge().fail()) >= 0) {
      draft.fail(seen, "Run a new one: POST /api/v1/checks, or GET /check.");
    } else if (age.compareTo(limits.checkAge().warn()) >= 0) {
      draft.warn(seen, "Run a new one: POST /api/v1/checks, or GET /check.");
    } else {
      draft.pass(seen);
    }
    KeptCheck newest = kept.getFirst();
    if (newest.result() == CheckRecord.Result.FAILED) {
      draft.warn(
          "check " + newest.id() + ", newer than it, could not tell: " + newest.error(),
          "GET /api/v1/checks/" + newest.id() + " says more.");
    }
  }

  static Outcome mirror(Facts facts) {
    Draft draft = new Draft(Precheck.MIRROR);
    switch (facts.records()) {
      case Fact.Unknown<Records>(String why) ->
          draft.unknown(why, "See that the standby's etcd answers.");
      case Fact.Known<Records>(Records records) -> judgeRecords(draft, records);
    }
    switch (facts.sync()) {
      case Fact.Unknown<SyncState>(String why) -> draft.warn(why, ASK_SYNC);
      case Fact.Known<SyncState>(SyncState sync) -> judgePhase(draft, sync);
    }
    return draft.done("the standby holds a whole state of the primary");
  }

  private static void judgeRecords(Draft draft, Records records) {
    if (records.term().map(TermRecord::isPromoted).orElse(false)) {
      draft.fail("this site has been promoted: it is the primary", "Ask the other site.");
      return;
    }
    if (records.checkpoint().isEmpty()) {
      draft.fail("nothing has been mirrored here yet", "Start sync-service and let it copy.");
      return;
    }
    Checkpoint checkpoint = records.checkpoint().get();
    String where = "watermark " + checkpoint.watermark();
    switch (checkpoint.phase()) {
      case COPY ->
          draft.fail("the first copy is not complete", "Wait for it: GET /api/v1/status there.");
      case RESYNC ->
          draft.fail(
              "a resynchronisation is under way: no equality since " + where,
              "Wait for it. If the primary is lost for good, only a forced promotion is left.");
      case TAIL -> {
        if (checkpoint.inParts()) {
          draft.fail(
              "between the parts of one change after " + where,
              "Wait a moment. If the primary is lost for good, only a forced promotion is left.");
        } else {
          draft.pass("phase tail, " + where);
        }
      }
    }
    if (records.paused()) {
      draft.warn("the mirror is paused", "POST /api/v1/resume to sync-service.");
    }
  }

  private static void judgePhase(Draft draft, SyncState sync) {
    String seen = "sync-service says '" + sync.phase() + "'";
    String because = sync.reason().isEmpty() ? "" : ": " + sync.reason();
    switch (sync.phase()) {
      case "tail", "following" -> draft.pass(seen);
      default -> draft.warn(seen + because, "GET /api/v1/status of sync-service says more.");
    }
  }

  static Outcome lag(Facts facts, Thresholds limits) {
    Draft draft = new Draft(Precheck.LAG);
    Optional<Instant> reached = replicatedTime(facts);
    if (reached.isEmpty()) {
      return draft.unknown("no time of the standby's state is known", ASK_SYNC).done();
    }
    Duration lag = Times.between(reached.get(), facts.at());
    String seen = "the standby's state is " + Times.text(lag) + " old";
    String remedy = "See why the mirror trails: GET /api/v1/status of sync-service.";
    if (lag.compareTo(limits.lag().fail()) >= 0) {
      draft.fail(seen, remedy);
    } else if (lag.compareTo(limits.lag().warn()) >= 0) {
      draft.warn(seen, remedy);
    } else {
      draft.pass(seen);
    }
    return draft.done();
  }

  /** The later of what sync-service says and what the checkpoint says: both are true. */
  private static Optional<Instant> replicatedTime(Facts facts) {
    Optional<Instant> said =
        facts.sync() instanceof Fact.Known<SyncState>(SyncState sync)
            ? sync.replicatedTime()
            : Optional.empty();
    Optional<Instant> onRecord =
        facts.records() instanceof Fact.Known<Records>(Records records)
            ? records.checkpoint().map(Checkpoint::observedAt)
            : Optional.empty();
    return said.isPresent() && onRecord.isPresent() && onRecord.get().isAfter(said.get())
        ? onRecord
        : said.or(() -> onRecord);
  }

  static Outcome continuity(Facts facts) {
    Draft draft = new Draft(Precheck.CONTINUITY);
    switch (facts.sync()) {
      case Fact.Unknown<SyncState>(String why) -> draft.unknown(why, ASK_SYNC);
      case Fact.Known<SyncState>(SyncState sync) -> {
        switch (sync.continuity()) {
          case "proven" -> draft.pass("no source revision is missing");
          case "unproven" ->
              draft.warn(
                  "a missing source revision would not be noticed: the account may read a part only",
                  "Let the source's account read the whole keyspace.");
          default -> notReading(draft, sync.phase());
        }
      }
    }
    return draft.done();
  }

  /** A follower leaves that to its leader; otherwise nobody may be reading. */
  private static void notReading(Draft draft, String phase) {
    if (phase.equals("following")) {
      draft.unknown(
          "the replica that answered does not read the source",
          "Ask the leader: understudy.sync.url should reach it.");
    } else {
      draft.unknown(
          "the mirror does not read the source now: sync-service says '" + phase + "'",
          "See precheck mirror: this is known again once the mirror runs.");
    }
  }

  static Outcome revisionLead(Facts facts) {
    Draft draft = new Draft(Precheck.REVISION_LEAD);
    OptionalLong target = revision(facts.etcds().standby());
    OptionalLong source = revision(facts.etcds().primary());
    String remedy =
        "Let sync-service make it (understudy.revision-lead.*); after a failover, restart the"
            + " API servers only once the standby's revision is ahead.";
    if (target.isEmpty()) {
      draft.unknown("the standby's revision is not known", "See that its etcd answers.");
    } else if (source.isEmpty()) {
      draft.unknown(
          "the primary's revision is not known; the standby is "
              + (target.getAsLong() - lastKnownSource(facts))
              + " revisions ahead of the last one known",
          remedy);
    } else {
      judgeLead(draft, target.getAsLong() - source.getAsLong(), wanted(facts), remedy);
    }
    return draft.done();
  }

  private static void judgeLead(Draft draft, long lead, long wanted, String remedy) {
    if (lead <= 0) {
      draft.fail("the standby's revision is " + -lead + " behind the primary's", remedy);
    } else if (lead < wanted) {
      draft.warn("ahead by " + lead + " revisions of " + wanted + " wanted", remedy);
    } else {
      draft.pass("ahead by " + lead + " revisions");
    }
  }

  private static OptionalLong revision(Fact<List<Member>> members) {
    if (!(members instanceof Fact.Known<List<Member>>(List<Member> all))) {
      return OptionalLong.empty();
    }
    return all.stream()
        .map(Member::status)
        .filter(Fact.Known.class::isInstance)
        .mapToLong(status -> ((Fact.Known<EtcdStatus>) status).value().revision())
        .max();
  }

  private static long wanted(Facts facts) {
    return facts.sync() instanceof Fact.Known<SyncState>(SyncState sync)
        ? sync.leadWanted().orElse(0L)
        : 0;
  }

  private static long lastKnownSource(Facts facts) {
    long sampled =
        facts.sync() instanceof Fact.Known<SyncState>(SyncState sync)
            ? sync.sourceRevision().orElse(0L)
            : 0;
    long reached =
        facts.records() instanceof Fact.Known<Records>(Records records)
            ? records.checkpoint().map(Checkpoint::watermark).orElse(0L)
            : 0;
    return Math.max(sampled, reached);
  }

  static Outcome gcSafety(Facts facts) {
    Draft draft = new Draft(Precheck.GC_SAFETY);
    switch (facts.gcSafety()) {
      case Fact.Unknown<GcSafety>(String why) ->
          draft.unknown(why, "GET /api/v1/gc-safety says more.");
      case Fact.Known<GcSafety>(GcSafety proof) -> judgeProof(draft, proof, facts.at());
    }
    return draft.done("no object of the standby lacks an owner");
  }

  private static void judgeProof(Draft draft, GcSafety proof, Instant now) {
    String remedy = "Repair the owners: GET /api/v1/gc-safety names them.";
    if (proof.deleted() > 0) {
      draft.fail(proof.deleted() + " objects would be deleted: all owners are absent", remedy);
    }
    if (proof.otherUid() > 0) {
      draft.fail(proof.otherUid() + " objects have an owner under another UID", remedy);
    }
    if (proof.unreadable() > 0) {
      draft.unknown(
          "of " + proof.unreadable() + " objects the owners cannot be read here",
          "Give the EncryptionConfiguration (understudy.target.encryption-config-file).");
    }
    if (proof.patched() > 0) {
      draft.warn(proof.patched() + " objects would be patched: some owners are absent", remedy);
    }
    if (proof.staysParked() > 0) {
      draft.warn(proof.staysParked() + " objects would stay parked: owners are absent", remedy);
    }
    draft.pass("found out " + Times.text(Times.between(proof.at(), now)) + " ago");
    proof.examples().forEach(draft::pass);
  }
}
