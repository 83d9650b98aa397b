package io.understudy.e2e;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Secrets that must not turn up anywhere, as they are or in Base64. */
final class Canaries {

  private final Map<String, String> forms = new TreeMap<>();

  /**
   * @param secrets by what they are
   */
  Canaries(Map<String, String> secrets) {
    secrets.forEach(
        (what, secret) -> {
          forms.put(what, secret);
          // Base64 of a part of a text depends on where it stands; the first and last are left out.
          for (int before = 0; before < 3; before++) {
            byte[] shifted = ("x".repeat(before) + secret).getBytes(StandardCharsets.UTF_8);
            String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
            forms.put(what + " in Base64, " + before, encoded.substring(4, encoded.length() - 4));
          }
        });
  }

  /**
   * @param where for the message
   * @return a line for each that is there
   */
  List<String> in(String where, String text) {
    List<String> found = new ArrayList<>();
    forms.forEach(
        (what, form) -> {
          if (text.contains(form)) {
            found.add(what + " is in " + where);
          }
        });
    return found;
  }
}
