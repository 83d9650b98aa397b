package io.understudy.core.failover;

import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code ${name}} and {@code ${name:otherwise}} stand for in a runbook. */
record Variables(Map<String, String> values) {

  private static final Pattern USE = Pattern.compile("\\$\\{([^}:]*)(?::([^}]*))?}");

  /** Whether a text is a variable and nothing else. */
  static boolean isOne(String text) {
    return USE.matcher(text.strip()).matches();
  }

  /**
   * @throws IllegalArgumentException if a variable has neither a value nor one for that case
   */
  String fill(String text) {
    Matcher use = USE.matcher(text);
    StringBuilder filled = new StringBuilder();
    while (use.find()) {
      String value = value(use.group(1).strip(), Optional.ofNullable(use.group(2)));
      use.appendReplacement(filled, Matcher.quoteReplacement(value));
    }
    return use.appendTail(filled).toString();
  }

  private String value(String name, Optional<String> otherwise) {
    return Optional.ofNullable(values.get(name))
        .or(() -> otherwise)
        .orElseThrow(() -> new IllegalArgumentException(unknown(name)));
  }

  private String unknown(String name) {
    return "variable '"
        + name
        + "' has no value; set understudy.runbook.variables.\""
        + name
        + "\", or write ${"
        + name
        + ":…} with what it is otherwise; set are: "
        + String.join(", ", new TreeSet<>(values.keySet()));
  }
}
