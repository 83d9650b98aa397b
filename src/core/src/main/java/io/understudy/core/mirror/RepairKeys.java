package io.understudy.core.mirror;

import io.understudy.core.control.RepairResult.Outcome;
import io.understudy.core.mirror.BothSides.Both;
import io.understudy.core.ownership.Life;
import io.understudy.core.ownership.RegistryIndex;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.registry.RegistryKeys;
import io.understudy.core.scope.Placement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides key by key what a repair does: looks at both sides, and adds owners, namespaces and
 * definitions that are missing on the target too.
 */
final class RepairKeys {

  private static final int MAX_ADDED = 1_000;

  private final SourceReach reach;
  private final RegistryIndex index;
  private final Settling settling;
  private final BothSides sides;
  private final OwnersOf owners;
  private final Map<Bytes, Outcome> outcomes = new LinkedHashMap<>();
  private final Set<Bytes> writing = new LinkedHashSet<>();
  private int added;

  /**
   * @param reach what of the source may be read
   * @param settling decides what one key needs
   */
  RepairKeys(
      RunContext context, SourceReach reach, RegistryIndex index, Settling settling, Base base) {
    this.reach = reach;
    this.index = index;
    this.settling = settling;
    this.sides = new BothSides(context, base, () -> {});
    this.owners = new OwnersOf(context, reach, index);
  }

  /** What becomes of each key; owners before what they own where they were added. */
  Map<Bytes, Outcome> outcomes() {
    return outcomes;
  }

  /** Keys to settle, owners before what they own. */
  Set<Bytes> writing() {
    return writing;
  }

  /** Looks at all of them; the tail is kept up with meanwhile. */
  void ask(Set<Bytes> keys) {
    List<Bytes> readable = new ArrayList<>();
    for (Bytes key : keys) {
      if (!key.startsWith(RegistryKeys.PREFIX)) {
        outcomes.put(key, Outcome.NOT_IN_REGISTRY);
      } else if (!reach.range().contains(key)) {
        outcomes.put(key, Outcome.OUT_OF_REACH);
      } else {
        readable.add(key);
      }
    }
    for (int from = 0; from < readable.size(); ) {
      List<Both> some = sides.read(readable, from);
      some.forEach(this::ask);
      from += some.size();
      settling.keepUp();
    }
  }

  private void ask(Both both) {
    Outcome known = outcomes.get(both.key());
    if (known == null) {
      note(both, Outcome.REPAIRED);
    } else if (known == Outcome.REPAIRED_AS_OWNER) {
      outcomes.put(both.key(), Outcome.REPAIRED);
    }
  }

  private Outcome note(Both both, Outcome ifWritten) {
    // Until it is known: objects that own each other wait for each other in vain.
    outcomes.put(both.key(), Outcome.OWNER_MISSING);
    Outcome outcome = decide(both, ifWritten);
    outcomes.remove(both.key());
    outcomes.put(both.key(), outcome);
    return outcome;
  }

  private Outcome decide(Both both, Outcome ifWritten) {
    KeyValue wanted = both.wanted();
    if (wanted == null) {
      return Outcome.NOT_IN_SOURCE;
    }
    Life life = index.life(both.key());
    if (life == null || life.placement() == Placement.LEAVE_OUT) {
      return Outcome.LEFT_OUT;
    }
    if (life.placement() == Placement.BLOCKED) {
      return Outcome.BLOCKED;
    }
    return switch (settlement(both)) {
      case Settlement.Settled equal -> Outcome.EQUAL;
      case Settlement.Foreign kept -> {
        if (!kept.writes().isEmpty()) {
          writing.add(both.key());
        }
        yield Outcome.FOREIGN_KEPT;
      }
      case Settlement.Standbys theirs ->
          throw new IllegalStateException("a repair leaves nothing to the standby");
      case Settlement.Leave leave ->
          canMakeRoom(both.key())
              ? appear(wanted, leave.returns(), ifWritten)
              : Outcome.NEEDS_RESYNC;
      case Settlement.Write write ->
          appear(wanted, life.placement() == Placement.MIRROR && both.visible() == null, ifWritten);
    };
  }

  /**
   * What hangs on an object of the target leaves before it, and only a whole difference knows what
   * that is.
   */
  private boolean canMakeRoom(Bytes key) {
    Rank rank = Rank.of(key);
    return rank != Rank.DEFINITION && rank != Rank.NAMESPACE && !index.hasDependents(key);
  }

  private Outcome appear(KeyValue wanted, boolean appears, Outcome ifWritten) {
    if (appears && !willHaveOwners(wanted)) {
      return Outcome.OWNER_MISSING;
    }
    writing.add(wanted.key());
    return ifWritten;
  }

  private boolean willHaveOwners(KeyValue wanted) {
    for (Bytes home : Rank.homes(wanted.key())) {
      Life life = index.life(home);
      boolean isMirrored = life != null && life.placement() == Placement.MIRROR;
      if (isMirrored && !willBeThere(home)) {
        return false;
      }
    }
    List<Bytes> found = owners.find(wanted);
    return found != null && found.stream().allMatch(this::willBeThere);
  }

  private boolean willBeThere(Bytes key) {
    Outcome known = outcomes.get(key);
    if (known != null) {
      return known.isWritten() || known == Outcome.EQUAL;
    }
    List<Both> read = sides.read(List.of(key), 0);
    while (read.isEmpty()) {
      read = sides.read(List.of(key), 0);
    }
    Both both = read.get(0);
    boolean isThere = both.visible() != null && !(settlement(both) instanceof Settlement.Leave);
    if (isThere) {
      return true;
    }
    added++;
    return added <= MAX_ADDED && note(both, Outcome.REPAIRED_AS_OWNER).isWritten();
  }

  private Settlement settlement(Both both) {
    return settling.settlement(
        both.key(), both.wanted(), index.life(both.key()), both.visible(), both.parked());
  }
}
