package io.understudy.e2e.chaos;

import java.util.Locale;

/**
 * A fault that the product must not have, played to the verdict from outside: nothing of it is in
 * the product's code.
 */
enum Plant {
  /** On the way from the source another key takes the place of the one that was put. */
  LOST_EVENT("MISSED"),
  /** An older value of a key is written by what claims to be the mirror. */
  STALE_VALUE("DIFFERENT"),
  /** A key is deleted by what claims to be the mirror. */
  DELETED_BEHIND("MISSED"),
  /** A transaction of the mirror is repeated, without conditions, after others have followed it. */
  LATE_TXN("DIFFERENT"),
  /** The checkpoint says more than the source has ever reached. */
  EDITED_RECORD("WATERMARK");

  private final String kind;

  Plant(String kind) {
    this.kind = kind;
  }

  /** Name of the object that it is done to. */
  String victim() {
    return "victim-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Whether a violation is about this plant.
   *
   * @param violation as {@link ChaosVerdict} words it
   */
  boolean explains(String violation) {
    boolean ahead = violation.contains("the source has only reached");
    return violation.contains(" " + kind + " ")
        && (this == EDITED_RECORD ? ahead : violation.contains("/" + victim() + ":"));
  }
}
