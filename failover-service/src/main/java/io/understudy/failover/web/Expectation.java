package io.understudy.failover.web;

import io.understudy.core.failover.Parameter;
import io.understudy.core.failover.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What an answer must be like.
 *
 * @param headers values by name
 */
record Expectation(int status, Optional<String> bodyContains, Map<String, String> headers) {

  static final List<Parameter> PARAMETERS =
      List.of(
          Parameter.number(
                  "expect-status", "the status it must answer with, 200 otherwise", 100, 599)
              .optional(),
          Parameter.text("expect-body-contains", "a text that its first MiB must hold").optional(),
          Parameter.table(
                  "expect-header",
                  "headers with the values they must have, for example one that names the site")
              .optional());

  static Expectation of(Parameters with) {
    return new Expectation(
        (int) with.number("expect-status", 200),
        with.findText("expect-body-contains"),
        with.table("expect-header"));
  }

  /** What is not as it must be; nothing of the body. */
  List<String> mismatches(WebAnswer answer) {
    List<String> mismatches = new ArrayList<>();
    if (answer.status() != status) {
      mismatches.add("status " + answer.status() + ", not " + status);
    }
    if (bodyContains.isPresent() && !answer.body().contains(bodyContains.get())) {
      mismatches.add("a body without '" + bodyContains.get() + "'");
    }
    headers.forEach(
        (name, value) -> {
          String found = answer.headers().get(name.toLowerCase(Locale.ROOT));
          if (!value.equals(found)) {
            String instead = found == null ? "no header " + name : name + ": " + found;
            mismatches.add(instead + ", not " + name + ": " + value);
          }
        });
    return mismatches;
  }

  /** For plans. */
  String says() {
    StringBuilder says = new StringBuilder("status " + status);
    bodyContains.ifPresent(text -> says.append(", a body with '").append(text).append("'"));
    headers.forEach((name, value) -> says.append(", ").append(name).append(": ").append(value));
    return says.toString();
  }
}
