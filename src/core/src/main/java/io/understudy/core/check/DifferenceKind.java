package io.understudy.core.check;

import java.util.Locale;

/** What is not equal about a key. */
public enum DifferenceKind {
  /** The target lacks it in the place where it belongs. */
  MISSED(true),
  /** The target has it in a place where it does not belong. */
  SURPLUS(true),
  /** Both have it, and the content differs. */
  DIFFERENT(true),
  /** Too large for the target, so it lacks it. */
  BLOCKED(true),
  /** The stored bytes differ, and one of them is encrypted in a way that cannot be opened here. */
  CANNOT_COMPARE(true),
  /** Only what a running standby reports of itself differs. */
  STATUS_ONLY(false),
  /** The same plaintext, encrypted in two ways. */
  ENCRYPTION_ONLY(false),
  /** Only fields that belong to the standby's own cluster differ. */
  STANDBY_OWNED(false);

  private final boolean inconsistent;

  DifferenceKind(boolean inconsistent) {
    this.inconsistent = inconsistent;
  }

  /** Whether one such key makes the whole inconsistent, unless a rule says otherwise. */
  public boolean isInconsistent() {
    return inconsistent;
  }

  /** As in reports, metrics and documentation: {@code status-only}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
