package io.understudy.core.gc;

import java.util.Locale;

/** Of when an answer speaks. */
public enum View {
  /** What the API servers of the standby show. */
  NOW,
  /** What they would show once the parked objects are put in place. */
  AFTER_UNPARK;

  /** As in answers and metrics: {@code after-unpark}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
