package io.understudy.chart;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Renders {@code << .Name >>} and {@code << .MiConfig.key >>} as the platform does, no more. */
final class Angles {

  private static final Pattern EXPRESSION = Pattern.compile("<<\\s*\\.([\\w.]+)\\s*>>");

  private Angles() {}

  /** What stands for a key that a ModuleInfo lacks. Which of them is no known fact. */
  enum Missing {
    /** As Go's templates have it. */
    NO_VALUE("<no value>"),
    NOTHING("");

    private final String text;

    Missing(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  /**
   * @throws AssertionError on a name that the platform does not know
   */
  static String render(
      String template, Map<String, String> facts, JsonNode config, Missing missing) {
    Matcher matcher = EXPRESSION.matcher(template);
    StringBuilder rendered = new StringBuilder();
    while (matcher.find()) {
      matcher.appendReplacement(
          rendered, Matcher.quoteReplacement(value(matcher.group(1), facts, config, missing)));
    }
    matcher.appendTail(rendered);
    if (rendered.indexOf("<<") >= 0) {
      throw new AssertionError("not all of it is rendered: " + rendered);
    }
    return rendered.toString();
  }

  private static String value(
      String name, Map<String, String> facts, JsonNode config, Missing missing) {
    if (name.startsWith("MiConfig.")) {
      JsonNode value = config.path(name.substring("MiConfig.".length()));
      return value.isMissingNode() ? missing.text() : value.asText();
    }
    String fact = facts.get(name);
    if (fact == null) {
      throw new AssertionError("the platform does not fill in " + name);
    }
    return fact;
  }
}
