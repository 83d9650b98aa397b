package io.understudy.core.registry;

import io.understudy.core.port.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads what a key below {@code /registry/} names. It goes by whole segments, never by substrings,
 * and never fails: a key it does not know is simply not a {@link RegistryKey}.
 *
 * <p>The layouts are those of the Kubernetes API server: {@code <resource>[/<namespace>]/<name>}
 * for what is built in and {@code <group>/<resource>[/<namespace>]/<name>} for the rest. They can
 * be told apart because a group always holds a dot, and neither a built-in resource nor a namespace
 * ever does.
 */
public final class RegistryKeys {

  /** What every key of the registry starts with. */
  public static final Bytes PREFIX = Bytes.utf8("/registry/");

  /** Group, resource, namespace and name; or services/specs, namespace and name. */
  private static final int MAX_SEGMENTS = 4;

  private RegistryKeys() {}

  /**
   * @return empty if the key is outside {@code /registry/}, is not UTF-8, has an empty segment, or
   *     has a number of segments that no layout knows
   */
  public static Optional<RegistryKey> parse(Bytes key) {
    if (!key.startsWith(PREFIX)) {
      return Optional.empty();
    }
    byte[] bytes = key.array();
    int[] ends = new int[MAX_SEGMENTS];
    int count = segmentEnds(bytes, ends);
    if (count == 0 || !isUtf8(bytes)) {
      return Optional.empty();
    }
    Segments segments = new Segments(bytes, ends, count);
    return segments.hasDot(0) ? grouped(segments) : builtIn(segments);
  }

  /**
   * @return how many segments follow the prefix, 0 if one is empty or there are too many
   */
  private static int segmentEnds(byte[] bytes, int[] ends) {
    int count = 0;
    int start = PREFIX.length();
    for (int i = start; i <= bytes.length; i++) {
      if (i < bytes.length && bytes[i] != '/') {
        continue;
      }
      if (i == start || count == MAX_SEGMENTS) {
        return 0;
      }
      ends[count++] = i;
      start = i + 1;
    }
    return count;
  }

  private static Optional<RegistryKey> grouped(Segments s) {
    if (s.count() < 3 || s.hasDot(1)) {
      return Optional.empty();
    }
    if (s.count() == 3) {
      return Optional.of(new RegistryKey(s.text(0), s.text(1), "", s.text(2)));
    }
    return s.hasDot(2)
        ? Optional.empty()
        : Optional.of(new RegistryKey(s.text(0), s.text(1), s.text(2), s.text(3)));
  }

  private static Optional<RegistryKey> builtIn(Segments s) {
    String first = s.text(0);
    if (first.equals("services")) {
      return service(s);
    }
    return switch (s.count()) {
      case 1 ->
          first.equals("health")
              ? Optional.of(new RegistryKey("", first, "", ""))
              : Optional.empty();
      case 2 -> Optional.of(new RegistryKey("", apiSpelling(first), "", s.text(1)));
      case 3 ->
          s.hasDot(1)
              ? Optional.empty()
              : Optional.of(new RegistryKey("", apiSpelling(first), s.text(1), s.text(2)));
      default -> Optional.empty();
    };
  }

  private static Optional<RegistryKey> service(Segments s) {
    if (s.count() != 4 || s.hasDot(2)) {
      return Optional.empty();
    }
    return switch (s.text(1)) {
      case "specs" -> Optional.of(new RegistryKey("", "services", s.text(2), s.text(3)));
      case "endpoints" -> Optional.of(new RegistryKey("", "endpoints", s.text(2), s.text(3)));
      default -> Optional.empty();
    };
  }

  /** Storage kept the names that a few resources had before they got their present one. */
  private static String apiSpelling(String segment) {
    return switch (segment) {
      case "controllers" -> "replicationcontrollers";
      case "minions" -> "nodes";
      case "ingress" -> "ingresses";
      case "podsecuritypolicy" -> "podsecuritypolicies";
      default -> segment;
    };
  }

  private static boolean isUtf8(byte[] bytes) {
    for (byte b : bytes) {
      if (b < 0) {
        return decodes(bytes);
      }
    }
    return true;
  }

  private static boolean decodes(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException notUtf8) {
      return false;
    }
  }

  /** The segments after the prefix; {@code ends} holds the offset after each. */
  private record Segments(byte[] bytes, int[] ends, int count) {

    int start(int index) {
      return index == 0 ? PREFIX.length() : ends[index - 1] + 1;
    }

    boolean hasDot(int index) {
      for (int i = start(index); i < ends[index]; i++) {
        if (bytes[i] == '.') {
          return true;
        }
      }
      return false;
    }

    String text(int index) {
      int start = start(index);
      return new String(bytes, start, ends[index] - start, StandardCharsets.UTF_8);
    }
  }
}
