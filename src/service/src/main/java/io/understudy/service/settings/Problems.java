package io.understudy.service.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** Reads values and collects what is wrong with them, so that all of it can be told at once. */
public final class Problems {

  private final List<String> found = new ArrayList<>();

  /**
   * @param property without the prefix {@code understudy.}
   * @param instead goes on in its place; no settings are made of it
   */
  public <T> T read(String property, T instead, Supplier<T> reader) {
    try {
      return reader.get();
    } catch (IllegalArgumentException bad) {
      add(property, String.valueOf(bad.getMessage()));
      return instead;
    }
  }

  public void add(String property, String reason) {
    found.add("understudy." + property + ": " + reason);
  }

  public int number(String property, String text, int least, int most) {
    return (int) number(property, text, (long) least, (long) most);
  }

  public long number(String property, String text, long least, long most) {
    return read(property, least, () -> parsed(text, least, most));
  }

  public Duration millis(String property, String text, int least, int most) {
    return Duration.ofMillis(number(property, text, least, most));
  }

  public boolean flag(String property, String text) {
    return read(
        property,
        false,
        () ->
            switch (text.strip().toLowerCase(Locale.ROOT)) {
              case "true" -> true;
              case "false" -> false;
              default ->
                  throw new IllegalArgumentException(
                      "'" + text + "' is neither true nor false; write one of them");
            });
  }

  /**
   * @throws BadSettingsException if anything was wrong
   */
  public void throwIfAny() {
    if (!found.isEmpty()) {
      throw new BadSettingsException(found);
    }
  }

  private static long parsed(String text, long least, long most) {
    String range = "write a whole number from " + least + " to " + most;
    long number;
    try {
      number = Long.parseLong(text.strip());
    } catch (NumberFormatException notOne) {
      throw new IllegalArgumentException("'" + text + "' is no such number; " + range, notOne);
    }
    if (number < least || number > most) {
      throw new IllegalArgumentException(number + " is out of range; " + range);
    }
    return number;
  }
}
