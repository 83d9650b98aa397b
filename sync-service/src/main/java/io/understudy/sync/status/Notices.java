package io.understudy.sync.status;

import io.understudy.service.kubernetes.Notice;

/** What the mirror has to tell. */
public final class Notices {

  private Notices() {}

  public static Notice leading(String link, String holder, long term) {
    return Notice.normal(
        "LeaderAcquired", "%s leads link %s in term %d".formatted(holder, link, term));
  }

  public static Notice resigned(String link, String holder, String why) {
    return Notice.normal("LeaderLost", "%s leads link %s no more: %s".formatted(holder, link, why));
  }

  /** This site is the standby now. */
  public static Notice standby(String link, long term) {
    return Notice.normal(
        "Standby", "this site is standby of link %s since term %d".formatted(link, term));
  }

  /** This site is the primary now. */
  public static Notice promoted(String link, long term, String why) {
    return Notice.warning(
        "Promoted",
        "this site was promoted in term %d of link %s, nothing is mirrored into it: %s"
            .formatted(term, link, why));
  }

  public static Notice copying(String link, String why) {
    return Notice.normal("Copy", "link %s is copied: %s".formatted(link, why));
  }

  public static Notice resync(String link, String why) {
    return Notice.normal("Resync", "link %s is resynchronised: %s".formatted(link, why));
  }

  public static Notice refused(String link, String why, String remedy) {
    return Notice.warning("MirrorRefused", "link %s: %s. Remedy: %s".formatted(link, why, remedy));
  }

  public static Notice hole(String link, long expected, long got) {
    return Notice.warning(
        "HistoryHole",
        "the source of link %s sent revision %d where %d was due: it has lost history"
            .formatted(link, got, expected));
  }
}
