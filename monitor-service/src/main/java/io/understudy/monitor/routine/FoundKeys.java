package io.understudy.monitor.routine;

import io.understudy.core.check.CheckDifference;
import io.understudy.core.check.DifferenceSink;
import io.understudy.core.control.CheckLists;
import io.understudy.core.control.CheckListsBuilder;
import io.understudy.core.control.ControlKeys;
import java.util.List;

/** Lists the keys that make a check fail, as far as a record has room. */
public final class FoundKeys implements DifferenceSink {

  private final ControlKeys keys;
  private final long maxBytes;
  private CheckListsBuilder lists;

  /**
   * @param maxBytes of the record
   */
  public FoundKeys(ControlKeys keys, long maxBytes) {
    this.keys = keys;
    this.maxBytes = maxBytes;
    this.lists = new CheckListsBuilder(maxBytes);
  }

  @Override
  public void found(CheckDifference difference) {
    if (!difference.fails()) {
      return;
    }
    switch (difference.kind()) {
      case MISSED -> lists.missed(difference.key());
      case DIFFERENT, CANNOT_COMPARE, STATUS_ONLY, ENCRYPTION_ONLY, STANDBY_OWNED ->
          lists.different(difference.key());
      case BLOCKED -> lists.blocked(difference.key());
      // A parked copy is named where it lies: in its place the target shows something else.
      case SURPLUS ->
          lists.surplus(
              difference.parked() ? keys.parked(difference.key()) : difference.key(),
              difference.targetRevision());
    }
  }

  @Override
  public void startOver() {
    lists = new CheckListsBuilder(maxBytes);
  }

  /**
   * @param causes what explains them
   */
  public CheckLists lists(List<CheckLists.Cause> causes) {
    return lists.build(causes);
  }
}
