package io.understudy.sync.status;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.RepairResult;
import io.understudy.core.mirror.BlockedKey;
import io.understudy.core.mirror.Comparison;
import io.understudy.core.mirror.ContestedKeys;
import io.understudy.core.mirror.Drift;
import io.understudy.core.mirror.Finding;
import io.understudy.core.ownership.RuleCount;
import io.understudy.core.port.Bytes;
import io.understudy.service.kubernetes.Notice;
import io.understudy.service.log.RateLimit;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Writes the log: what a replica does, one line each, as {@code key=value} after the words. Keys of
 * objects may be in it, their values never. What may come in masses is counted and told now and
 * then.
 */
public final class Journal implements ReplicaObserver {

  private static final Logger LOG = Logger.getLogger(Journal.class);
  private static final Duration MASS_INTERVAL = Duration.ofSeconds(10);

  private final StatusBoard board;
  private final InstantSource time;
  private final boolean detail;
  private final String link;
  private final String holder;
  private final RateLimit driftLimit = new RateLimit(MASS_INTERVAL);
  private final RateLimit encryptedLimit = new RateLimit(MASS_INTERVAL);
  private Status.Encryption encryptionTold = Status.Encryption.of(0, 0, null);
  private final OnceEach contested = new OnceEach();
  private final OnceEach blocked = new OnceEach();
  private final RateLimit retryLimit = new RateLimit(MASS_INTERVAL);
  private volatile Consumer<Notice> audience = notice -> {};
  private Set<String> warnedOf = Set.of();

  /**
   * @param board told everything first
   * @param holder what the leader record calls this replica
   * @param detail a line for each Txn
   */
  public Journal(
      StatusBoard board, String link, String holder, InstantSource time, boolean detail) {
    this.board = board;
    this.link = link;
    this.holder = holder;
    this.time = time;
    this.detail = detail;
  }

  /** From now on they hear of what operators should see. They must not block or throw. */
  public void announceTo(Consumer<Notice> others) {
    audience = others;
  }

  @Override
  public void leading(long term) {
    watched(() -> board.leading(term));
    audience.accept(Notices.leading(link, holder, term));
    LOG.infof("Acquired leader lease link=%s term=%d", link, term);
  }

  @Override
  public void resigned(String why) {
    watched(() -> board.resigned(why));
    audience.accept(Notices.resigned(link, holder, why));
    LOG.infof("Gave up the leader lease link=%s reason=%s", link, quoted(why));
  }

  @Override
  public void following(String leader) {
    watched(() -> board.following(leader));
  }

  @Override
  public void promoted(long term, String why) {
    watched(() -> board.promoted(term, why));
  }

  @Override
  public void paused() {
    watched(board::paused);
  }

  @Override
  public void refused(String why, String remedy) {
    if (watched(() -> board.refused(why, remedy))) {
      LOG.errorf("Mirror refused link=%s reason=%s remedy=%s", link, quoted(why), quoted(remedy));
      audience.accept(Notices.refused(link, why, remedy));
    }
  }

  @Override
  public void failed(String why) {
    if (watched(() -> board.failed(why))) {
      LOG.warnf("Mirror failed and is tried again link=%s reason=%s", link, quoted(why));
    }
  }

  @Override
  public void phase(Checkpoint checkpoint, String why) {
    watched(() -> board.phase(checkpoint, why));
    switch (checkpoint.phase()) {
      case COPY -> audience.accept(Notices.copying(link, why));
      case RESYNC -> audience.accept(Notices.resync(link, why));
      case TAIL -> {}
    }
  }

  @Override
  public void warnings(List<Finding.Warning> warnings) {
    board.warnings(warnings);
    Set<String> told = warnedOf;
    warnedOf = warnings.stream().map(Journal::withoutNumbers).collect(Collectors.toSet());
    for (Finding.Warning warning : warnings) {
      if (!told.contains(withoutNumbers(warning))) {
        LOG.warnf(
            "Preflight warns link=%s what=%s remedy=%s",
            link, quoted(warning.what()), quoted(warning.remedy()));
      }
    }
  }

  @Override
  public void preflight(long keys, long ofAbout) {
    board.preflight(keys, ofAbout);
  }

  @Override
  public void progress(long keys, long ofAbout) {
    board.progress(keys, ofAbout);
  }

  @Override
  public void committed(
      Checkpoint checkpoint, long targetRevision, int revisions, int writes, long bytes) {
    watched(() -> board.committed(checkpoint, targetRevision, revisions, writes, bytes));
    if (detail) {
      LOG.infof(
          "Txn committed link=%s watermark=%d targetRevision=%d revisions=%d writes=%d bytes=%d",
          link, checkpoint.watermark(), targetRevision, revisions, writes, bytes);
    }
  }

  @Override
  public void fenced(String why) {
    board.fenced(why);
    LOG.warnf("Txn fenced off link=%s reason=%s", link, quoted(why));
  }

  @Override
  public void retried(String what, String why) {
    board.retried(what, why);
    long held = retryLimit.pass(time.instant());
    if (held >= 0) {
      LOG.warnf(
          "Trying again link=%s what=%s reason=%s alsoSince=%d",
          link, quoted(what), quoted(why), held);
    }
  }

  @Override
  public void hole(long expected, long got) {
    board.hole(expected, got);
    LOG.errorf("Hole in the source's history link=%s expected=%d got=%d", link, expected, got);
    audience.accept(Notices.hole(link, expected, got));
  }

  /** Why it is not proven is a warning of the preflight. */
  @Override
  public void continuity(boolean proven) {
    board.continuity(proven);
  }

  @Override
  public void foreign(long count, List<Bytes> examples) {
    board.foreign(count, examples);
    if (count > 0) {
      LOG.warnf("Foreign keys on the target link=%s count=%d examples=%s", link, count, examples);
    }
  }

  @Override
  public void drift(Drift drift) {
    board.drift(drift);
    long held = driftLimit.pass(time.instant());
    if (held >= 0) {
      LOG.infof(
          "Drift on the target link=%s key=%s change=%s targetRevision=%d alsoSince=%d",
          link,
          quoted(drift.key().utf8()),
          drift.deleted() ? "delete" : "put",
          drift.targetRevision(),
          held);
    }
  }

  @Override
  public void compared(Comparison comparison) {
    board.compared(comparison);
    for (ContestedKeys.Contested key : comparison.contestedKeys()) {
      if (contested.isNew(key.key().utf8() + " " + key.since())) {
        LOG.warnf(
            "The standby keeps rewriting a key; it is recopied with growing pauses link=%s key=%s"
                + " since=%s nextAt=%s",
            link, quoted(key.key().utf8()), key.since(), key.nextAt());
      }
    }
  }

  @Override
  public void blocked(long count, List<BlockedKey> examples) {
    board.blocked(count, examples);
    for (BlockedKey key : examples) {
      if (blocked.isNew(key.key().utf8())) {
        LOG.errorf(
            "An object is too large for the target and blocked link=%s key=%s valueBytes=%d"
                + " blockedKeys=%d",
            link, quoted(key.key().utf8()), key.valueBytes(), count);
      }
    }
  }

  @Override
  public void resyncDropped(long askedClusterId, long followedClusterId) {
    LOG.warnf(
        "Resync not run: it was asked for while another source answered; ask again if this one is"
            + " meant link=%s asked=%x followed=%x",
        link, askedClusterId, followedClusterId);
  }

  @Override
  public void targetLimitLower(String why) {
    board.targetLimitLower(why);
    LOG.errorf(
        "The target takes less at once than configured link=%s reason=%s", link, quoted(why));
  }

  @Override
  public void sound(long repaired) {
    board.sound(repaired);
    LOG.infof("Compared everything: sound link=%s repaired=%d", link, repaired);
  }

  @Override
  public void repaired(String id, RepairResult result) {
    board.repaired(id, result);
    LOG.infof("Repaired named keys link=%s id=%s keys=%s", link, id, result.counts());
  }

  @Override
  public void applied(Duration latency) {
    board.applied(latency);
  }

  @Override
  public void objects(List<RuleCount> byRule) {
    board.objects(byRule);
  }

  /** Told when it changes, and not too often. */
  @Override
  public void encrypted(long orderUnproven, long undecryptable) {
    board.encrypted(orderUnproven, undecryptable);
    Status.Encryption told = Status.Encryption.of(orderUnproven, undecryptable, null);
    if (!told.equals(encryptionTold) && encryptedLimit.pass(time.instant()) >= 0) {
      encryptionTold = told;
      String note = told.note();
      LOG.warnf(
          "Encrypted objects link=%s note=%s",
          link, quoted(note == null ? "everything can be read" : note));
    }
  }

  @Override
  public void placements(long mirrored, long parked, long leftOut, long unparsable) {
    watched(() -> board.placements(mirrored, parked, leftOut, unparsable));
  }

  /**
   * @return whether the phase or its reason changed
   */
  private boolean watched(Runnable event) {
    Phase before = board.phase();
    String reasonBefore = board.reason();
    event.run();
    Phase after = board.phase();
    String reason = board.reason();
    if (before == after && reasonBefore.equals(reason)) {
      return false;
    }
    LOG.infof(
        "Phase link=%s from=%s to=%s reason=%s", link, before.text(), after.text(), quoted(reason));
    if (after == Phase.TAIL) {
      LOG.infof("Start Sync update link=%s watermark=%d", link, board.watermark());
    }
    return true;
  }

  /** The same warning with other figures is the same warning. */
  private static String withoutNumbers(Finding.Warning warning) {
    return warning.what().replaceAll("[0-9]+", "");
  }

  private static String quoted(String text) {
    return '"' + text.replace('"', '\'').replace('\n', ' ').replace('\r', ' ') + '"';
  }
}
