package io.understudy.core.mirror;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Txn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Target revisions that are the mirror's own though its {@link DriftLog} has not read them: marks
 * in the target tell them when its history is gone. A mark is a record that one of the mirror's
 * Txns puts: the revision of that put is the mirror's, and so is the one that its name starts with,
 * of the checkpoint that the Txn followed. It goes once the log has read so far.
 */
final class OwnMarks {

  private static final Bytes MARK = Bytes.utf8("{\"version\":1}");

  /** Of a mark whose Txn may have landed or not. */
  private static final long UNSURE = 0;

  private final ControlKeys keys;
  private final Map<Bytes, Long> marks;
  private int numbered;

  /**
   * @param stored marks that the target has, each with the target revision it was put at
   */
  OwnMarks(ControlKeys keys, Map<Bytes, Long> stored) {
    this.keys = keys;
    this.marks = new HashMap<>(stored);
  }

  /**
   * For a Txn that follows a checkpoint alone.
   *
   * @param drift D, as that Txn says it: whoever begins anew reads from there on, however far this
   *     log has come
   * @return empty if what D covers has that checkpoint
   */
  List<Txn.Write> after(long checkpointRevision, long drift) {
    return drift >= checkpointRevision || checkpointRevision == 0
        ? List.of()
        : List.of(Txn.put(keys.mark(checkpointRevision, 0), MARK));
  }

  /** For one of many Txns that follow the same checkpoint. */
  Txn.Write beside(long checkpointRevision) {
    return Txn.put(keys.mark(checkpointRevision, ++numbered), MARK);
  }

  /** A Txn has landed at a target revision; nothing that was sent before it can land any more. */
  void landed(List<Txn.Write> txn, long revision) {
    note(txn, revision);
    marks.replaceAll((mark, at) -> at == UNSURE ? revision : at);
  }

  /** One of several Txns side by side has landed. */
  void note(List<Txn.Write> txn, long revision) {
    for (Txn.Write write : txn) {
      if (keys.isMark(write.key())) {
        marks.put(write.key(), revision);
      }
    }
  }

  /** Nobody knows whether it will land, until one that follows does. */
  void unsure(List<Txn.Write> txn) {
    note(txn, UNSURE);
  }

  /**
   * All that marks tell.
   *
   * @param checkpointRevision target revision of the checkpoint's last put
   */
  Set<Long> revisions(long checkpointRevision) {
    Set<Long> own = new HashSet<>(marks.values());
    marks.keySet().forEach(mark -> own.add(keys.marked(mark)));
    own.add(checkpointRevision);
    own.remove(UNSURE);
    return own;
  }

  /**
   * Deletes of marks that tell nothing more; they are the caller's to write.
   *
   * @param drift D, as the Txn that holds them says it
   * @param most how many there is room for
   */
  List<Txn.Write> takeRead(long drift, int most) {
    List<Txn.Write> deletes = new ArrayList<>();
    Iterator<Map.Entry<Bytes, Long>> all = marks.entrySet().iterator();
    while (all.hasNext() && deletes.size() < most) {
      Map.Entry<Bytes, Long> mark = all.next();
      if (mark.getValue() != UNSURE && mark.getValue() <= drift) {
        deletes.add(Txn.delete(mark.getKey()));
        all.remove();
      }
    }
    return deletes;
  }
}
