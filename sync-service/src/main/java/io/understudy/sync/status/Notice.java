package io.understudy.sync.status;

/**
 * Something that an operator should see without reading logs. Never holds an object's value.
 *
 * @param reason one word in CamelCase, from a small set
 * @param text the same for the same happening, whichever replica tells it and however often
 */
public record Notice(Severity severity, String reason, String text) {

  /** As Kubernetes has it for Events. */
  public enum Severity {
    NORMAL,
    WARNING
  }

  public static Notice leading(String link, String holder, long term) {
    return normal("LeaderAcquired", "%s leads link %s in term %d".formatted(holder, link, term));
  }

  public static Notice resigned(String link, String holder, String why) {
    return normal("LeaderLost", "%s leads link %s no more: %s".formatted(holder, link, why));
  }

  /** This site is the standby now. */
  public static Notice standby(String link, long term) {
    return normal("Standby", "this site is standby of link %s since term %d".formatted(link, term));
  }

  /** This site is the primary now. */
  public static Notice promoted(String link, long term, String why) {
    return warning(
        "Promoted",
        "this site was promoted in term %d of link %s, nothing is mirrored into it: %s"
            .formatted(term, link, why));
  }

  public static Notice copying(String link, String why) {
    return normal("Copy", "link %s is copied: %s".formatted(link, why));
  }

  public static Notice resync(String link, String why) {
    return normal("Resync", "link %s is resynchronised: %s".formatted(link, why));
  }

  public static Notice refused(String link, String why, String remedy) {
    return warning("MirrorRefused", "link %s: %s. Remedy: %s".formatted(link, why, remedy));
  }

  public static Notice hole(String link, long expected, long got) {
    return warning(
        "HistoryHole",
        "the source of link %s sent revision %d where %d was due: it has lost history"
            .formatted(link, got, expected));
  }

  private static Notice normal(String reason, String text) {
    return new Notice(Severity.NORMAL, reason, text);
  }

  private static Notice warning(String reason, String text) {
    return new Notice(Severity.WARNING, reason, text);
  }
}
