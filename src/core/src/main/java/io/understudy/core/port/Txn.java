package io.understudy.core.port;

import java.util.List;

/**
 * All of {@code puts and deletes} in one revision if every condition holds, else nothing.
 *
 * <p>etcd refuses a put of a key beside any other operation on it, and more than {@code
 * --max-txn-ops} (128) conditions or operations.
 */
public record Txn(List<Condition> conditions, List<Write> writes) {

  /** What must hold. A revision of 0 says "the key does not exist". */
  public sealed interface Condition {
    Bytes key();

    record ModRevisionIs(Bytes key, long revision) implements Condition {}

    record CreateRevisionIs(Bytes key, long revision) implements Condition {}
  }

  public sealed interface Write {
    Bytes key();

    /**
     * @param lease the lease to hang the key on, 0 for none
     */
    record Put(Bytes key, Bytes value, long lease) implements Write {}

    record Delete(Bytes key) implements Write {}
  }

  public static Write put(Bytes key, Bytes value) {
    return new Write.Put(key, value, 0);
  }

  public static Write delete(Bytes key) {
    return new Write.Delete(key);
  }
}
