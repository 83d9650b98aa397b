package io.understudy.failover.dns;

import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A key that signs messages (RFC 8945). Its text form has no secret. */
final class TsigKey {

  /** Those of RFC 8945, 6, without its truncated ones. */
  private static final Set<String> ALGORITHMS =
      Set.of("hmac-md5", "hmac-sha1", "hmac-sha224", "hmac-sha256", "hmac-sha384", "hmac-sha512");

  private static final Pattern BIND =
      Pattern.compile("key\\s+\"?([^\"\\s{]+)\"?\\s*\\{([^{}]*)}\\s*;?");
  private static final Pattern BIND_FIELD = Pattern.compile("(\\w+)\\s+\"?([^\";]+?)\"?\\s*;");
  private static final Pattern LINE =
      Pattern.compile("(?m)^[ \\t-]*(\\w+)[ \\t]*[:=][ \\t]*\"?(.*?)\"?[ \\t]*$");
  private static final Pattern COMMENT = Pattern.compile("(?m)^[ \\t]*(?:#|//).*$");

  private final String name;
  private final String algorithm;
  private final byte[] secret;

  private TsigKey(String name, String algorithm, byte[] secret) {
    this.name = name;
    this.algorithm = algorithm;
    this.secret = secret;
  }

  /**
   * @param text BIND's {@code key "name" { algorithm hmac-sha256; secret "..."; };}, as {@code
   *     tsig-keygen} prints it, or three lines {@code name: ...} (or {@code id}), {@code algorithm:
   *     ...} and {@code secret: ...}, as {@code keymgr -t} does
   * @throws IllegalArgumentException if it is no key; the message has nothing of the secret
   */
  static TsigKey read(String text) {
    String bare = COMMENT.matcher(text).replaceAll("").strip();
    Matcher bind = BIND.matcher(bare);
    Map<String, String> fields = new HashMap<>();
    if (bind.matches()) {
      fields.put("name", bind.group(1));
      addAll(fields, BIND_FIELD.matcher(bind.group(2)));
    } else {
      addAll(fields, LINE.matcher(bare));
      fields.putIfAbsent("name", fields.getOrDefault("id", ""));
    }
    return of(field(fields, "name"), field(fields, "algorithm"), field(fields, "secret"));
  }

  private static void addAll(Map<String, String> fields, Matcher found) {
    while (found.find()) {
      fields.put(found.group(1).toLowerCase(Locale.ROOT), found.group(2).strip());
    }
  }

  private static String field(Map<String, String> fields, String field) {
    String value = fields.getOrDefault(field, "");
    if (value.isEmpty()) {
      throw new IllegalArgumentException(
          "it has no "
              + field
              + "; write key \"name\" { algorithm hmac-sha256; secret \"base64\"; };");
    }
    return value;
  }

  private static TsigKey of(String name, String algorithm, String secret) {
    String known = algorithm.toLowerCase(Locale.ROOT).replaceAll("\\.$", "");
    if (!ALGORITHMS.contains(known)) {
      throw new IllegalArgumentException(
          "its algorithm is not known; known: "
              + String.join(", ", ALGORITHMS.stream().sorted().toList()));
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(secret);
      return new TsigKey(name, known, bytes);
    } catch (IllegalArgumentException bad) {
      // The cause would quote a character of it.
      throw new IllegalArgumentException("its secret is not base64");
    }
  }

  String name() {
    return name;
  }

  /** For example {@code hmac-sha256}. */
  String algorithm() {
    return algorithm;
  }

  byte[] secret() {
    return secret.clone();
  }

  @Override
  public String toString() {
    return name + " (" + algorithm + ")";
  }
}
