package io.understudy.e2e.demo;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Revision;
import io.understudy.core.scope.Placement;
import io.understudy.core.scope.Rules;
import io.understudy.testkit.replay.Expected;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Both etcds held against each other, key by key, without asking the mirror: what the source holds,
 * where the rules and its owners place it, and whether the target has just that.
 *
 * @param equalKeys keys that are where they belong, byte for byte
 * @param differences all others, one line each; values are never shown
 */
record Comparison(long equalKeys, List<String> differences) {

  /**
   * @param source every key as of one revision
   * @param target every key
   */
  static Comparison of(
      Map<Bytes, KeyValue> source, Map<Bytes, KeyValue> target, Rules rules, ControlKeys keys) {
    Expected expected = new Expected(rules);
    List<Revision.Change> all = new ArrayList<>();
    source.values().forEach(object -> all.add(new Revision.Change.Put(object)));
    expected.apply(all);
    Tally tally = new Tally(target, keys);
    source.keySet().forEach(key -> tally.object(expected.of(key).orElseThrow()));
    target.keySet().forEach(key -> tally.surplus(key, expected));
    return new Comparison(tally.equal, List.copyOf(tally.differences));
  }

  private static final class Tally {
    private final Map<Bytes, KeyValue> target;
    private final ControlKeys keys;
    private final List<String> differences = new ArrayList<>();
    private long equal;

    private Tally(Map<Bytes, KeyValue> target, ControlKeys keys) {
      this.target = target;
      this.keys = keys;
    }

    private void object(Expected.Place place) {
      Bytes key = place.object().key();
      switch (place.placement()) {
        case MIRROR -> compare(place, key);
        case PARK -> compare(place, keys.parked(key));
        case LEAVE_OUT, BLOCKED -> {
          // Whether the target has it all the same is for surplus() to say.
        }
      }
    }

    private void compare(Expected.Place place, Bytes at) {
      KeyValue there = target.get(at);
      if (there == null) {
        differences.add("missed:    " + at + " (rule " + place.reason() + ")");
      } else if (!there.value().equals(place.object().value())) {
        differences.add("different: " + at + " (rule " + place.reason() + ")");
      } else {
        equal++;
      }
    }

    private void surplus(Bytes at, Expected expected) {
      boolean parked = keys.isParked(at);
      if (!parked && at.startsWith(ControlKeys.ROOT)) {
        return;
      }
      Optional<Placement> placement =
          expected.of(parked ? keys.unparked(at) : at).map(Expected.Place::placement);
      Placement wanted = parked ? Placement.PARK : Placement.MIRROR;
      if (!placement.equals(Optional.of(wanted))) {
        differences.add(
            "surplus:   "
                + at
                + placement.map(is -> " (its place is " + is + ")").orElse(" (not in the source)"));
      }
    }
  }
}
