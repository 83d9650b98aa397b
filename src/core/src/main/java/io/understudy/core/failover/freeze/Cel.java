package io.understudy.core.failover.freeze;

import io.understudy.core.scope.Patterns;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Expressions in CEL, the language of Kubernetes' admission policies. */
final class Cel {

  static final String TRUE = "true";

  private Cel() {}

  /** A literal, in ASCII, with everything escaped that could end it. */
  static String text(String text) {
    StringBuilder quoted = new StringBuilder("'");
    text.codePoints()
        .forEach(
            c -> {
              if (c == '\'' || c == '\\') {
                quoted.append('\\').appendCodePoint(c);
              } else if (c < ' ' || c > '~') {
                quoted.append(String.format(Locale.ROOT, "\\U%08x", c));
              } else {
                quoted.appendCodePoint(c);
              }
            });
    return quoted.append('\'').toString();
  }

  static String list(List<String> texts) {
    return texts.stream().map(Cel::text).collect(Collectors.joining(", ", "[", "]"));
  }

  /**
   * Whether patterns accept a text.
   *
   * @param subject expression of the text
   */
  static String accepts(Patterns patterns, String subject) {
    List<String> literals = new ArrayList<>();
    List<String> clauses = new ArrayList<>();
    for (String pattern : patterns.texts()) {
      if (pattern.indexOf('*') < 0) {
        literals.add(pattern);
      } else {
        clauses.add(subject + ".matches(" + text(regex(pattern)) + ")");
      }
    }
    if (!literals.isEmpty()) {
      clauses.addFirst(subject + " in " + list(literals));
    }
    return clauses.isEmpty() ? TRUE : any(clauses);
  }

  /** {@code clauses} is not empty. */
  static String any(List<String> clauses) {
    return joined(clauses, " || ");
  }

  static String all(List<String> clauses) {
    return clauses.isEmpty() ? TRUE : joined(clauses, " && ");
  }

  static String not(String clause) {
    return "!(" + clause + ")";
  }

  private static String joined(List<String> clauses, String operator) {
    return clauses.size() == 1
        ? clauses.getFirst()
        : clauses.stream().map(clause -> "(" + clause + ")").collect(Collectors.joining(operator));
  }

  /** RE2, anchored; every character but letters and digits is escaped, as RE2 allows. */
  private static String regex(String glob) {
    StringBuilder regex = new StringBuilder("^");
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      if (c == '*') {
        regex.append(".*");
      } else if (c < 128 && !Character.isLetterOrDigit(c)) {
        regex.append('\\').append(c);
      } else {
        regex.append(c);
      }
    }
    return regex.append('$').toString();
  }
}
