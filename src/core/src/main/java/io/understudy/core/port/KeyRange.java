package io.understudy.core.port;

/**
 * Keys from {@code from} (inclusive) to {@code to} (exclusive; empty: to the end of the keyspace).
 */
public record KeyRange(Bytes from, Bytes to) {

  /** Every key there is. */
  public static final KeyRange ALL = new KeyRange(Bytes.wrap(new byte[] {0}), Bytes.EMPTY);

  public static KeyRange prefix(Bytes prefix) {
    return new KeyRange(prefix, prefix.prefixEnd());
  }

  public static KeyRange only(Bytes key) {
    return new KeyRange(key, key.next());
  }

  public boolean contains(Bytes key) {
    return key.compareTo(from) >= 0 && (to.isEmpty() || key.compareTo(to) < 0);
  }

  /** What both have. */
  public KeyRange within(KeyRange other) {
    Bytes start = from.compareTo(other.from) >= 0 ? from : other.from;
    if (to.isEmpty() || other.to.isEmpty()) {
      return new KeyRange(start, to.isEmpty() ? other.to : to);
    }
    return new KeyRange(start, to.compareTo(other.to) <= 0 ? to : other.to);
  }

  public boolean isEmpty() {
    return !to.isEmpty() && from.compareTo(to) >= 0;
  }
}
