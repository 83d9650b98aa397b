package io.understudy.core.port;

import java.util.List;

/**
 * One source transaction: all that changed at one revision, in the store's order.
 *
 * @param number the revision
 */
public record Revision(long number, List<Change> changes) {

  public sealed interface Change {
    Bytes key();

    record Put(KeyValue after) implements Change {
      @Override
      public Bytes key() {
        return after.key();
      }
    }

    record Delete(Bytes key) implements Change {}
  }
}
