package io.understudy.sync.status;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is wrong with either end, as last seen. Safe for use by several threads. */
public final class EndsBoard {

  private @Nullable String sourceError;
  private @Nullable String targetError;
  private @Nullable String sourceTlsTrouble;
  private @Nullable String targetTlsTrouble;

  public synchronized void sourceSampled() {
    sourceError = null;
  }

  public synchronized void sourceFailed(String why) {
    sourceError = why;
  }

  synchronized void targetSampled() {
    targetError = null;
  }

  public synchronized void targetFailed(String why) {
    targetError = why;
  }

  /** Why TLS files that were changed are not in force; empty if they are. */
  public synchronized void sourceTls(Optional<String> trouble) {
    sourceTlsTrouble = trouble.orElse(null);
  }

  /** As {@link #sourceTls}. */
  public synchronized void targetTls(Optional<String> trouble) {
    targetTlsTrouble = trouble.orElse(null);
  }

  synchronized @Nullable String sourceError() {
    return sourceError;
  }

  synchronized @Nullable String targetError() {
    return targetError;
  }

  synchronized @Nullable String sourceTlsTrouble() {
    return sourceTlsTrouble;
  }

  synchronized @Nullable String targetTlsTrouble() {
    return targetTlsTrouble;
  }
}
