package io.understudy.monitor.repair;

import io.understudy.core.control.CheckLists;
import io.understudy.core.control.CheckLists.SurplusKey;
import io.understudy.core.control.CheckRecord;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.port.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What is to be asked for after a check. Pure.
 *
 * @param keys to be recopied: missed and different ones, and those whose parked copy is in the way
 * @param surplus to be deleted, each at the revision that was confirmed
 * @param unlisted keys that the check counted but could not list; another check finds them
 */
record RepairPlan(List<String> keys, List<SurplusKey> surplus, long unlisted) {

  /**
   * @param deleteSurplus whether the list of surplus keys was confirmed
   */
  static RepairPlan of(CheckRecord check, ControlKeys keys, boolean deleteSurplus) {
    CheckLists lists = check.lists();
    Set<String> recopied = new LinkedHashSet<>(lists.missed());
    recopied.addAll(lists.different());
    List<SurplusKey> visible = new ArrayList<>();
    for (SurplusKey surplus : lists.surplus()) {
      Bytes key = Bytes.utf8(surplus.key());
      if (keys.isParked(key)) {
        recopied.add(keys.unparked(key).utf8());
      } else {
        visible.add(surplus);
      }
    }
    visible.removeIf(surplus -> recopied.contains(surplus.key()));
    long listed = (long) lists.missed().size() + lists.different().size();
    CheckRecord.Counts counts = check.counts();
    long counted = counts.missed() + counts.unequal();
    return new RepairPlan(
        List.copyOf(recopied),
        deleteSurplus ? List.copyOf(visible) : List.of(),
        Math.max(0, counted - listed));
  }
}
