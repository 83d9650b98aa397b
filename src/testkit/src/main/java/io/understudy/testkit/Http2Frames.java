package io.understudy.testkit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts what an HTTP/2 client sends into whole frames (RFC 9113, section 4.1), the preface being the
 * first. What does not begin with the preface is not HTTP/2 and passes as it comes.
 */
final class Http2Frames {

  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER_BYTES = 9;
  private static final int TYPE_OFFSET = 3;
  private static final int RST_STREAM = 3;

  private enum Protocol {
    UNKNOWN,
    HTTP2,
    OTHER
  }

  private Protocol protocol = Protocol.UNKNOWN;
  private byte[] rest = new byte[0];

  /** The frames that are whole now; the bytes of a frame that is not are kept for the next call. */
  List<byte[]> accept(byte[] bytes) {
    byte[] all = Arrays.copyOf(rest, rest.length + bytes.length);
    System.arraycopy(bytes, 0, all, rest.length, bytes.length);
    List<byte[]> frames = new ArrayList<>();
    int from = 0;
    int length = frameLength(all, from);
    while (length > 0 && from + length <= all.length) {
      frames.add(Arrays.copyOfRange(all, from, from + length));
      from += length;
      length = frameLength(all, from);
    }
    rest = Arrays.copyOfRange(all, from, all.length);
    return frames;
  }

  /** Whether a client gives up a call with this frame. */
  boolean isReset(byte[] frame) {
    return protocol == Protocol.HTTP2 && !isPreface(frame) && frame[TYPE_OFFSET] == RST_STREAM;
  }

  /** Of the frame that starts at {@code from}; 0 if that cannot be known yet. */
  private int frameLength(byte[] bytes, int from) {
    if (protocol == Protocol.UNKNOWN) {
      return prefaceLength(bytes);
    }
    int left = bytes.length - from;
    if (protocol == Protocol.OTHER) {
      return left;
    }
    if (left < HEADER_BYTES) {
      return 0;
    }
    int payload =
        (bytes[from] & 0xff) << 16 | (bytes[from + 1] & 0xff) << 8 | (bytes[from + 2] & 0xff);
    return HEADER_BYTES + payload;
  }

  private int prefaceLength(byte[] bytes) {
    int known = Math.min(bytes.length, PREFACE.length);
    if (!Arrays.equals(bytes, 0, known, PREFACE, 0, known)) {
      protocol = Protocol.OTHER;
      return bytes.length;
    }
    if (known < PREFACE.length) {
      return 0;
    }
    protocol = Protocol.HTTP2;
    return PREFACE.length;
  }

  private static boolean isPreface(byte[] frame) {
    return Arrays.equals(frame, PREFACE);
  }
}
