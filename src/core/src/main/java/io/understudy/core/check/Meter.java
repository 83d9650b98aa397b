package io.understudy.core.check;

import io.understudy.core.port.KeyValue;
import java.util.Collection;

/** What was read of one side. */
public final class Meter {

  private long bytes;
  private long values;

  /**
   * @return bytes of these keys and values
   */
  long read(Collection<KeyValue> keys) {
    long read = 0;
    for (KeyValue kv : keys) {
      read += kv.key().length() + kv.value().length();
      values += kv.value().isEmpty() ? 0 : 1;
    }
    bytes += read;
    return read;
  }

  public long bytes() {
    return bytes;
  }

  public long values() {
    return values;
  }
}
