package io.understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Words and figures for people. */
final class Text {

  /** For what is not known; never an empty cell. */
  static final String NONE = "-";

  private static final int SECONDS_A_MINUTE = 60;
  private static final int SECONDS_AN_HOUR = 3600;

  private Text() {}

  /** Without what a terminal would obey: keys and messages are other people's text. */
  static String clean(String text) {
    return text.codePoints()
        .map(character -> isObeyed(character) ? ' ' : character)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** Controls, and what turns the direction of writing round. */
  private static boolean isObeyed(int character) {
    return Character.isISOControl(character) || Character.getType(character) == Character.FORMAT;
  }

  /** Of a field; {@link #NONE} if it is null, missing or empty. */
  static String of(JsonNode field) {
    String text = field.isNull() ? "" : field.asText("");
    return text.isEmpty() ? NONE : clean(text);
  }

  static List<String> list(JsonNode texts) {
    List<String> all = new ArrayList<>();
    texts.forEach(text -> all.add(clean(text.asText(""))));
    return all;
  }

  /** For example {@code 0.3 s}, {@code 12 s}, {@code 3 min 5 s}, {@code 2 h 0 min}. */
  static String seconds(JsonNode field) {
    if (!field.isNumber()) {
      return NONE;
    }
    double seconds = field.asDouble();
    if (seconds < SECONDS_A_MINUTE) {
      boolean whole = seconds == Math.rint(seconds);
      return String.format(Locale.ROOT, whole ? "%.0f s" : "%.1f s", seconds);
    }
    long rounded = Math.round(seconds);
    return rounded < SECONDS_AN_HOUR
        ? rounded / SECONDS_A_MINUTE + " min " + rounded % SECONDS_A_MINUTE + " s"
        : rounded / SECONDS_AN_HOUR + " h " + rounded % SECONDS_AN_HOUR / SECONDS_A_MINUTE + " min";
  }

  /** For example {@code 12 missed, 1 different}; {@link #NONE} without any that is not zero. */
  static String counts(JsonNode byName) {
    List<String> all = new ArrayList<>();
    byName
        .properties()
        .forEach(
            entry -> {
              if (entry.getValue().asLong() != 0) {
                all.add(entry.getValue().asLong() + " " + clean(entry.getKey()));
              }
            });
    return all.isEmpty() ? NONE : String.join(", ", all);
  }
}
