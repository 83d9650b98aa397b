package io.understudy.etcd;

import com.google.protobuf.ByteOutput;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.understudy.core.port.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Takes the array out of a {@link ByteString} instead of copying it, which for a page of large
 * values is half of what it costs in memory. Nobody writes to either.
 */
final class LiteralBytes extends ByteOutput {

  private byte[] array = new byte[0];

  private LiteralBytes() {}

  static Bytes of(ByteString string) {
    LiteralBytes taken = new LiteralBytes();
    try {
      UnsafeByteOperations.unsafeWriteTo(string, taken);
    } catch (IOException impossible) {
      throw new UncheckedIOException("nothing is written anywhere", impossible);
    }
    return Bytes.wrap(taken.array);
  }

  @Override
  public void writeLazy(byte[] value, int offset, int length) {
    boolean whole = array.length == 0 && offset == 0 && length == value.length;
    if (whole) {
      array = value;
    } else {
      write(value, offset, length);
    }
  }

  @Override
  public void write(byte value) {
    write(new byte[] {value}, 0, 1);
  }

  @Override
  public void write(byte[] value, int offset, int length) {
    int before = array.length;
    array = Arrays.copyOf(array, before + length);
    System.arraycopy(value, offset, array, before, length);
  }

  @Override
  public void write(ByteBuffer value) {
    byte[] copy = new byte[value.remaining()];
    value.get(copy);
    write(copy, 0, copy.length);
  }

  @Override
  public void writeLazy(ByteBuffer value) {
    write(value);
  }
}
