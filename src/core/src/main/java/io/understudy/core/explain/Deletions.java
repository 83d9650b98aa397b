package io.understudy.core.explain;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import java.util.List;

/** Looks in an etcd's history for the revision at which a key was deleted. */
final class Deletions {

  private final Etcd etcd;

  Deletions(Etcd etcd) {
    this.etcd = etcd;
  }

  private enum Seen {
    THERE,
    ABSENT,
    /** History does not reach back so far. */
    COMPACTED
  }

  /**
   * A deletion of the key, found by doubling the steps back and then halving what is between: some
   * sixty small reads at most. Where a step comes out before the beginning of history, what is left
   * of it is searched. Of a key that came and went between two steps nothing is found.
   *
   * @param absentAt it is not there then
   * @return 0 if what is looked at of history shows none
   */
  long newest(Bytes key, long absentAt) {
    long without = absentAt;
    long before = 0;
    Seen seen = Seen.COMPACTED;
    for (long step = 1; step < absentAt && before == 0; step *= 2) {
      seen = at(key, absentAt - step);
      if (seen == Seen.ABSENT) {
        without = absentAt - step;
      } else {
        before = absentAt - step;
      }
    }
    // Before the first revision there is nothing, as before the beginning of history.
    boolean isThere = before > 0 && seen == Seen.THERE;
    while (without - before > 1) {
      long middle = before + (without - before) / 2;
      switch (at(key, middle)) {
        case THERE -> {
          before = middle;
          isThere = true;
        }
        case ABSENT -> without = middle;
        case COMPACTED -> {
          before = middle;
          isThere = false;
        }
      }
    }
    return isThere ? without : 0;
  }

  private Seen at(Bytes key, long revision) {
    try {
      return etcd.get(List.of(key), revision).await().keys().isEmpty() ? Seen.ABSENT : Seen.THERE;
    } catch (EtcdException e) {
      if (e.kind() == EtcdException.Kind.COMPACTED) {
        return Seen.COMPACTED;
      }
      throw e;
    }
  }
}
