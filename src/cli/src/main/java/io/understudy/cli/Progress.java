package io.understudy.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The last line of a terminal while something takes long: a bar, and since when. It is drawn on
 * standard error, and erased at its end. Safe for several threads.
 */
final class Progress implements AutoCloseable {

  static final String ERASE = "\r\u001b[K";

  private static final int BAR = 20;
  private static final int BLOCK = 4;

  /** A line that is longer than a narrow terminal would not be erased as a whole. */
  private static final int LINE_MAX_CHARS = 78;

  private static final int EVERY_MS = 250;

  private final PrintWriter err;
  private final long beganNanos = System.nanoTime();
  private final @Nullable ScheduledExecutorService ticks;
  private String what;
  private long done = -1;
  private long all;
  private boolean isOver;

  /**
   * Begins to draw.
   *
   * @param err where to
   * @param what is done, for people
   * @param isDrawn false where nobody looks, or something else is written there: then nothing is
   */
  Progress(PrintWriter err, String what, boolean isDrawn) {
    this.err = err;
    this.what = what;
    this.ticks = isDrawn ? ticks() : null;
    if (ticks != null) {
      ticks.scheduleAtFixedRate(this::draw, EVERY_MS, EVERY_MS, TimeUnit.MILLISECONDS);
    }
    draw();
  }

  private static ScheduledExecutorService ticks() {
    return Executors.newSingleThreadScheduledExecutor(
        Thread.ofPlatform().daemon().name("progress").factory());
  }

  /**
   * How much of it is done by now.
   *
   * @param now what is done
   */
  synchronized void at(long doneNow, long ofAll, String now) {
    done = doneNow;
    all = ofAll;
    what = now;
    draw();
  }

  /** Has something printed above the line. */
  synchronized void above(Runnable print) {
    erase();
    print.run();
    draw();
  }

  private synchronized void draw() {
    if (ticks != null && !isOver) {
      Duration since = Duration.ofNanos(System.nanoTime() - beganNanos);
      err.print(ERASE + line(what, done, all, since));
      err.flush();
    }
  }

  private void erase() {
    if (ticks != null) {
      err.print(ERASE);
      err.flush();
    }
  }

  /**
   * One line, at most as wide as a narrow terminal.
   *
   * @param done negative if it is not known how much is
   */
  static String line(String what, long done, long all, Duration since) {
    String bar =
        done < 0 || all <= 0
            ? moving(since.toMillis() / EVERY_MS)
            : filled((int) (Math.min(done, all) * BAR / all));
    String share = done < 0 || all <= 0 ? "" : done + " of " + all + ", ";
    String line = "[" + bar + "] " + share + took(since.toSeconds()) + ": " + Text.clean(what);
    return line.length() <= LINE_MAX_CHARS ? line : line.substring(0, LINE_MAX_CHARS - 3) + "...";
  }

  private static String took(long seconds) {
    return Text.seconds(Rest.object().put("s", seconds).path("s"));
  }

  private static String filled(int width) {
    return "#".repeat(width) + ".".repeat(BAR - width);
  }

  /** To and fro: nobody knows how long it takes, but it goes on. */
  private static String moving(long turn) {
    int way = BAR - BLOCK;
    int at = (int) (turn % (2L * way));
    int before = at <= way ? at : 2 * way - at;
    return ".".repeat(before) + "#".repeat(BLOCK) + ".".repeat(way - before);
  }

  @Override
  public void close() {
    synchronized (this) {
      erase();
      isOver = true;
    }
    if (ticks != null) {
      ticks.shutdownNow();
    }
  }
}
