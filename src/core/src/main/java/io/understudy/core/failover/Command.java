package io.understudy.core.failover;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an operator may say to a run. */
public enum Command {
  /** Nothing new is begun; what runs is ended. */
  PAUSE,
  RESUME,
  /** A failed step is tried again. */
  RETRY,
  /** The run goes on without a step that failed. */
  IGNORE,
  /** What was done is taken back, as far as the site is not promoted. */
  CANCEL,
  /** What a step asks of a person is done, or allowed. */
  APPROVE;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Empty if there is no such command. */
  public static Optional<Command> of(String text) {
    return Arrays.stream(values()).filter(command -> command.text().equals(text)).findFirst();
  }
}
