package io.understudy.failover.run;

import io.understudy.core.mirror.Timing;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;

/** Names of runs: when they were asked for, and a few digits by chance. */
final class RunIds {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int CHANCES = 0x10000;
  private static final Pattern ID = Pattern.compile("[0-9]{8}-[0-9]{6}-[0-9]{3}-[0-9a-f]{4}");

  private RunIds() {}

  static String next(Timing timing) {
    return String.format(
        Locale.ROOT, "%s-%04x", TIME.format(timing.now()), (int) (timing.chance() * CHANCES));
  }

  static boolean isId(String text) {
    return ID.matcher(text).matches();
  }
}
