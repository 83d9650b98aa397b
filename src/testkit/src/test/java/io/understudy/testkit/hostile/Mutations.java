package io.understudy.testkit.hostile;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Damages good bytes by chance; the same seed damages them in the same way. */
final class Mutations {

  private static final int[] TELLING = {0, 1, 0x7f, 0x80, 0xff, '{', '[', '"', '\n', ':', '&', '*'};

  private final SplittableRandom random;

  Mutations(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** One to eight changes of one to some bytes each. */
  byte[] of(byte[] good) {
    byte[] bytes = good.clone();
    int changes = 1 + random.nextInt(8);
    for (int i = 0; i < changes && bytes.length > 0; i++) {
      bytes = change(bytes);
    }
    return bytes;
  }

  private byte[] change(byte[] bytes) {
    int at = random.nextInt(bytes.length);
    int length = 1 + random.nextInt(Math.min(64, bytes.length - at));
    return switch (random.nextInt(6)) {
      case 0 -> flipped(bytes, at);
      case 1 -> replaced(bytes, at, TELLING[random.nextInt(TELLING.length)]);
      case 2 -> Arrays.copyOf(bytes, at);
      case 3 -> joined(Arrays.copyOf(bytes, at), from(bytes, at + length));
      case 4 -> joined(Arrays.copyOf(bytes, at + length), from(bytes, at));
      default -> joined(from(bytes, at), Arrays.copyOf(bytes, at));
    };
  }

  private byte[] flipped(byte[] bytes, int at) {
    bytes[at] ^= (byte) (1 << random.nextInt(8));
    return bytes;
  }

  private static byte[] replaced(byte[] bytes, int at, int by) {
    bytes[at] = (byte) by;
    return bytes;
  }

  private static byte[] from(byte[] bytes, int at) {
    return Arrays.copyOfRange(bytes, at, bytes.length);
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
