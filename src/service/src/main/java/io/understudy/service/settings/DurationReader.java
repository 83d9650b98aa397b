package io.understudy.service.settings;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads durations as people write them: {@code 30s}, {@code 30m}, {@code 2h}, or ISO 8601. */
public final class DurationReader {

  private static final Pattern SHORT = Pattern.compile("([0-9]{1,9})([smh])");

  private DurationReader() {}

  /**
   * @param text {@code 0} stands for never
   * @throws IllegalArgumentException if it is no duration, or neither 0 nor within the bounds
   */
  public static Duration read(String text, Duration least, Duration most) {
    String stripped = text.strip();
    Duration read = stripped.equals("0") ? Duration.ZERO : parsed(stripped);
    boolean inBounds = read.compareTo(least) >= 0 && read.compareTo(most) <= 0;
    if (!read.isZero() && !inBounds) {
      throw new IllegalArgumentException(
          "'" + text + "' is out of range; write 0 for never, or " + least + " to " + most);
    }
    return read;
  }

  private static Duration parsed(String text) {
    Matcher shortly = SHORT.matcher(text);
    if (shortly.matches()) {
      long number = Long.parseLong(shortly.group(1));
      return switch (shortly.group(2)) {
        case "s" -> Duration.ofSeconds(number);
        case "m" -> Duration.ofMinutes(number);
        default -> Duration.ofHours(number);
      };
    }
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException | ArithmeticException notOne) {
      throw new IllegalArgumentException(
          "'" + text + "' is no duration; write for example 30s, 30m, 2h, PT30M, or 0 for never",
          notOne);
    }
  }
}
