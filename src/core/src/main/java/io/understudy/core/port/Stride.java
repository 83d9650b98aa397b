package io.understudy.core.port;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Where the pages of a long walk should end. etcd, as of 3.4, looks up every key of the range that
 * is asked for, however few it may return, so that pages of one long range cost the square of its
 * length. A walk therefore asks for ranges that hold little more than a page.
 *
 * <p>How many keys lie before a given one is not known, so the ends are guessed: from how far apart
 * the keys of the last page were, taken as the digits of a number, and from how many keys etcd
 * counted. A poor guess costs one more request, or one that takes longer, and nothing else.
 * Immutable and pure.
 */
public final class Stride {

  /** A range should hold so many pages: one that is too short costs more than keys in vain. */
  private static final int PAGES = 2;

  /** The most by which a range outgrows the one before: half a byte of a key. */
  private static final int MOST_GROWTH_BITS = 4;

  private static final int MOST_GROWTH = 1 << MOST_GROWTH_BITS;

  /** After so many empty answers ranges grow faster: so many bytes of a key have no neighbour. */
  private static final int PATIENCE = 4;

  /** Of a guess, behind what it has in common with where it starts. */
  private static final int PRECISION_BYTES = 8;

  private static final byte SEPARATOR = '/';

  /** From the end of a group to that of the next one, if their names differ in the last letter. */
  private static final BigInteger NEIGHBOUR = BigInteger.valueOf(2L << 2 * Byte.SIZE);

  private final KeyRange asked;
  private final Bytes to;
  private final Bytes seen;
  private final int blanks;

  /**
   * @param asked of what is left the part to ask for now
   * @param to the end of the walk
   * @param seen the last key, empty for none
   * @param blanks empty answers since then
   */
  private Stride(KeyRange asked, Bytes to, Bytes seen, int blanks) {
    this.asked = asked;
    this.to = to;
    this.seen = seen;
    this.blanks = blanks;
  }

  /** Nothing is known yet: the first page is of all there is. */
  public static Stride over(KeyRange range) {
    return new Stride(range, range.to(), Bytes.EMPTY, 0);
  }

  /** What to ask for, with whatever limit. */
  public KeyRange range() {
    return asked;
  }

  /**
   * Whether this page ends the walk.
   *
   * @param page the answer to this range
   */
  public boolean isLast(Page page) {
    return !page.more() && asked.to().equals(to);
  }

  /**
   * The next range, if this page is not the last one.
   *
   * @param page the answer to this range, at whatever limit
   * @param limit of the page to come
   */
  public Stride after(Page page, int limit) {
    long wanted = (long) PAGES * limit;
    return page.more() ? within(page, wanted) : beyond(page, wanted);
  }

  /** Keys were left over, and how many is known. */
  private Stride within(Page page, long wanted) {
    List<KeyValue> keys = page.keys();
    Bytes last = keys.getLast().key();
    Bytes from = last.next();
    Bytes end = asked.to();
    if (page.count() - keys.size() > wanted) {
      Bytes first = keys.size() == 1 ? asked.from() : keys.getFirst().key();
      BigInteger times = BigInteger.valueOf(wanted);
      BigInteger spread = BigInteger.valueOf(keys.size());
      end = reach(first, from, passed -> passed.multiply(times).divide(spread));
    }
    return new Stride(new KeyRange(from, earlier(end, asked.to())), to, last, 0);
  }

  /** All was read, and what follows is likely to lie as far apart. */
  private Stride beyond(Page page, long wanted) {
    Bytes from = asked.to();
    int read = page.keys().size();
    if (read > 0) {
      Bytes last = page.keys().getLast().key();
      BigInteger growth = BigInteger.valueOf(Math.clamp(wanted / read, 1, MOST_GROWTH));
      return upTo(reach(asked.from(), from, passed -> passed.multiply(growth)), last, 0);
    }
    Bytes group = groupEnd(seen);
    int beside = from.compareTo(group);
    if (beside <= 0) {
      Bytes next = beside < 0 ? group : reach(group, from, none -> NEIGHBOUR);
      return upTo(next, seen, blanks);
    }
    int bits =
        blanks < PATIENCE ? MOST_GROWTH_BITS : Byte.SIZE << Math.min(blanks - PATIENCE, PATIENCE);
    Bytes end = reach(asked.from(), from, passed -> passed.shiftLeft(bits));
    return upTo(end, seen, blanks + 1);
  }

  private Stride upTo(Bytes end, Bytes last, int empty) {
    return new Stride(new KeyRange(asked.to(), earlier(end, to)), to, last, empty);
  }

  /**
   * Goes on from where a walk that began at {@code start} is.
   *
   * @param far how far, given what was passed
   * @return an end behind {@code from}, empty if that is beyond all keys
   */
  private static Bytes reach(Bytes start, Bytes from, UnaryOperator<BigInteger> far) {
    int width = Math.max(from.length(), start.length()) + 1;
    BigInteger here = number(from, width);
    BigInteger passed = here.subtract(number(start, width));
    BigInteger there = here.add(far.apply(passed).max(BigInteger.ONE));
    if (there.bitLength() > Byte.SIZE * width) {
      return Bytes.EMPTY;
    }
    byte[] digits = there.toByteArray();
    byte[] end = new byte[width];
    int length = Math.min(width, digits.length);
    System.arraycopy(digits, digits.length - length, end, width - length, length);
    return Bytes.wrap(Arrays.copyOf(end, precision(end, from)));
  }

  /** Keys have a limit, and a number of many digits is no better a guess. */
  private static int precision(byte[] end, Bytes from) {
    int common = Arrays.mismatch(end, Arrays.copyOf(from.array(), end.length));
    int length = Math.min(end.length, common + PRECISION_BYTES);
    while (end[length - 1] == 0) {
      length--;
    }
    return length;
  }

  /** The end of all keys under the same last slash; the key itself if it has none. */
  private static Bytes groupEnd(Bytes key) {
    byte[] bytes = key.array();
    int slash = bytes.length - 1;
    while (slash >= 0 && bytes[slash] != SEPARATOR) {
      slash--;
    }
    return slash < 0 ? key : Bytes.wrap(Arrays.copyOf(bytes, slash + 1)).prefixEnd();
  }

  private static BigInteger number(Bytes key, int width) {
    return new BigInteger(1, Arrays.copyOf(key.array(), width));
  }

  /** In the order of ends, of which the empty one is the last. */
  private static Bytes earlier(Bytes end, Bytes other) {
    boolean first = !end.isEmpty() && (other.isEmpty() || end.compareTo(other) < 0);
    return first ? end : other;
  }
}
