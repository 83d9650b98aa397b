package io.understudy.monitor.routine;

import io.understudy.core.control.CheckRecord;
import io.understudy.core.control.CheckRecord.Counts;
import io.understudy.service.kubernetes.Notice;
import java.util.Optional;

/** What an operator is told when a check comes to another verdict than the one before. Pure. */
final class Verdicts {

  private Verdicts() {}

  /** Whether it found the same keys on both sides and looked at no values. */
  static boolean saysKeysAlone(CheckRecord check) {
    return check.result() == CheckRecord.Result.CONSISTENT && check.reading().keysOnly();
  }

  /**
   * @param before the newest kept check before that had a verdict, if there is any
   */
  static Optional<Notice> change(String link, Optional<CheckRecord> before, CheckRecord now) {
    boolean same = before.filter(last -> last.result() == now.result()).isPresent();
    return same ? Optional.empty() : Optional.of(notice(link, now));
  }

  private static Notice notice(String link, CheckRecord now) {
    String check = "Check " + now.id() + " of link " + link + ": ";
    return switch (now.result()) {
      case CONSISTENT -> equal(check, now);
      case INCONSISTENT ->
          Notice.warning(
              "CheckInconsistent",
              check + words(now.counts()) + "; GET /api/v1/checks/" + now.id() + " lists them");
      case FAILED ->
          Notice.warning(
              "CheckFailed", check + "it could not tell whether both are equal: " + now.error());
    };
  }

  private static Notice equal(String check, CheckRecord now) {
    long watermark = now.reading().watermark();
    return saysKeysAlone(now)
        ? Notice.normal(
            "CheckKeysEqual",
            check
                + "both sides have the same keys at source revision "
                + watermark
                + "; no values were compared, so it is not known whether they are equal")
        : Notice.normal(
            "CheckConsistent",
            check + "the standby equals the primary at source revision " + watermark);
  }

  /** As in a log line too; what is usually no fault only where it is one. */
  static String words(Counts counts) {
    return counts.missed()
        + " missed, "
        + counts.surplus()
        + " surplus, "
        + counts.different()
        + " different, "
        + counts.blocked()
        + " blocked, "
        + counts.cannotCompare()
        + " not comparable keys"
        + byRule(counts.statusOnly(), "in status alone")
        + byRule(counts.encryptionOnly(), "in encryption alone")
        + byRule(counts.standbyOwned(), "in what the standby maintains");
  }

  private static String byRule(long count, String where) {
    return count == 0 ? "" : ", " + count + " that differ " + where;
  }
}
