package io.understudy.e2e;

import io.understudy.core.port.Bytes;
import io.understudy.core.registry.Envelope;
import io.understudy.core.registry.EnvelopeReader;
import io.understudy.core.registry.ObjectHeader;
import java.nio.charset.StandardCharsets;

/** Changes to stored objects, without regard to how they are encoded. */
final class Edits {

  private static final String ANOTHER_UID = "00000000-1111-2222-3333-444444444444";
  private static final int UNKNOWN_FIELD_15_LENGTH_DELIMITED = 0x7a;
  private static final int SEVEN_BITS = 0x7f;
  private static final int MORE = 0x80;

  private Edits() {}

  /** Another text of the same length in place of the last one like this. */
  static Bytes replaced(Bytes value, String from, String to) {
    String text = latin(value);
    int at = text.lastIndexOf(from);
    if (at < 0 || from.length() != to.length() || from.equals(to)) {
      throw new IllegalArgumentException("cannot put '" + to + "' in place of '" + from + "'");
    }
    return latin(text.substring(0, at) + to + text.substring(at + from.length()));
  }

  /** The same object with another UID; what names it as an owner does not. */
  static Bytes reborn(Bytes value) {
    return latin(latin(value).replace(header(value).uid(), ANOTHER_UID));
  }

  /**
   * A JSON object with one more member at its end.
   *
   * @param member {@code "name":value}
   */
  static Bytes with(Bytes json, String member) {
    String text = json.utf8().stripTrailing();
    return Bytes.utf8(text.substring(0, text.length() - 1) + "," + member + "}\n");
  }

  /** The same object, longer by some more than so many bytes. */
  static Bytes padded(Bytes value, int bytes) {
    String padding = "x".repeat(bytes);
    if (value.at(0) == '{') {
      return with(value, "\"padding\":\"" + padding + "\"");
    }
    StringBuilder field = new StringBuilder();
    field.append((char) UNKNOWN_FIELD_15_LENGTH_DELIMITED);
    for (int left = bytes; left > 0; left >>>= 7) {
      field.append((char) (left & SEVEN_BITS | (left > SEVEN_BITS ? MORE : 0)));
    }
    return value.plus(latin(field + padding));
  }

  static boolean isOwnedBy(Bytes value, Bytes owner) {
    return EnvelopeReader.read(value) instanceof Envelope.Readable readable
        && readable.header().owners().stream()
            .anyMatch(each -> each.uid().equals(header(owner).uid()));
  }

  private static ObjectHeader header(Bytes value) {
    if (EnvelopeReader.read(value) instanceof Envelope.Readable readable) {
      return readable.header();
    }
    throw new IllegalArgumentException("no readable object");
  }

  private static String latin(Bytes value) {
    return new String(value.array(), StandardCharsets.ISO_8859_1);
  }

  private static Bytes latin(String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
