package io.understudy.failover.dns;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * What a command prints, as far as any that was meant goes: what comes after is thrown away as it
 * comes. Written by one thread at a time, read by another.
 */
final class PrintedText extends OutputStream {

  static final int MAX_BYTES = 64 << 10;

  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private boolean isCut;

  @Override
  public synchronized void write(int one) {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    int room = Math.min(length, MAX_BYTES - kept.size());
    kept.write(bytes, offset, room);
    isCut |= room < length;
  }

  /** Whether there was more. */
  synchronized boolean isCut() {
    return isCut;
  }

  synchronized String text() {
    return kept.toString(StandardCharsets.UTF_8);
  }
}
