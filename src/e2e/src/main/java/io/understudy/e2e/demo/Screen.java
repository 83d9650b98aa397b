package io.understudy.e2e.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Where the demo writes: one line that refreshes on a terminal, a line now and then elsewhere. */
final class Screen {

  private static final int BAR_WIDTH = 30;
  private static final Duration BETWEEN_PLAIN_LINES = Duration.ofSeconds(1);
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final PrintStream out;
  private final boolean terminal;
  private boolean lineOpen;
  private long plainLineNanos;

  Screen(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
    this.plainLineNanos = System.nanoTime() - BETWEEN_PLAIN_LINES.toNanos();
  }

  /** Adds a line that stays. */
  synchronized void say(String text) {
    endLine();
    out.println(text);
    out.flush();
  }

  /** Replaces the refreshing line; without a terminal, adds one if the last was long enough ago. */
  synchronized void show(String text) {
    if (terminal) {
      out.print(CLEAR_LINE + text);
      out.flush();
      lineOpen = true;
    } else if (System.nanoTime() - plainLineNanos >= BETWEEN_PLAIN_LINES.toNanos()) {
      plainLineNanos = System.nanoTime();
      say(text);
    }
  }

  /** What follows begins a line of its own. */
  synchronized void endLine() {
    if (lineOpen) {
      out.println();
      lineOpen = false;
    }
  }

  /**
   * @param what is counted
   */
  static String bar(long done, long of, String what) {
    int filled = of <= 0 ? 0 : (int) Math.min(BAR_WIDTH, done * BAR_WIDTH / of);
    long percent = of <= 0 ? 0 : Math.min(100, done * 100 / of);
    return String.format(
        Locale.ROOT,
        "[%s%s] %3d%%  %,d of %,d %s",
        "#".repeat(filled),
        ".".repeat(BAR_WIDTH - filled),
        percent,
        done,
        of,
        what);
  }

  static String line(long watermark, long source, long lag, double lagSeconds, long perSecond) {
    return String.format(
        Locale.ROOT,
        "watermark %,d   source %,d   lag %,d revisions, %.1f s   applied %,d/s",
        watermark,
        source,
        lag,
        lagSeconds,
        perSecond);
  }
}
