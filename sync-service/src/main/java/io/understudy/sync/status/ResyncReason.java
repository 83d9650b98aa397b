package io.understudy.sync.status;

import java.util.Locale;

/** Why a difference was needed, in few enough words for a metric's label. */
public enum ResyncReason {
  OPERATOR("asked for"),
  UNFINISHED("did not end"),
  RULES("rules changed"),
  HOLE("skipped from"),
  COMPACTED("compacted"),
  ENCRYPTION("encryption configuration"),
  OTHER("");

  private final String sign;

  ResyncReason(String sign) {
    this.sign = sign;
  }

  /**
   * @param why as the mirror tells it when the phase begins
   */
  static ResyncReason of(String why) {
    for (ResyncReason reason : values()) {
      if (why.contains(reason.sign)) {
        return reason;
      }
    }
    return OTHER;
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
