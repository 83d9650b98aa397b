package io.understudy.core.mirror;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.Txn;
import java.util.List;

/**
 * The writes that one object of the source needs at once: never split over two Txns.
 *
 * @param key the object's key in the source
 * @param writes at most one for each target key
 */
record KeyWrites(Bytes key, List<Txn.Write> writes) {

  /** Roughly what it takes on the wire. */
  long bytes() {
    long bytes = 0;
    for (Txn.Write write : writes) {
      bytes += bytes(write);
    }
    return bytes;
  }

  static long bytes(Txn.Write write) {
    long overhead = 32;
    return overhead
        + write.key().length()
        + (write instanceof Txn.Write.Put put ? put.value().length() : 0);
  }
}
