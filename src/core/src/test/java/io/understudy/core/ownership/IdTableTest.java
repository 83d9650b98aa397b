package io.understudy.core.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IdTableTest {

  private static final int ENTRIES = 100_000;

  private final Slots slots = new Slots();
  private final IdTable table = new IdTable(slots.keys());
  private final Map<Id, Integer> model = new HashMap<>();

  @Test
  void findsWhatAMapFindsThroughAnyPutsAndRemoves() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<Id> ids = new ArrayList<>();
    for (int i = 0; i < ENTRIES; i++) {
      ids.add(new Id(random.nextLong(), random.nextLong()));
    }
    for (int i = 0; i < 4 * ENTRIES; i++) {
      Id id = ids.get(random.nextInt(ids.size()));
      boolean removes = random.nextInt(3) == 0;
      if (removes) {
        remove(id);
      } else if (!model.containsKey(id)) {
        put(id);
      }
    }
    assertSame(ids, seed);
  }

  @Test
  void findsAllOfALargeTableAndNothingOnceItIsEmptied() {
    List<Id> ids = new ArrayList<>();
    for (int i = 0; i < ENTRIES; i++) {
      ids.add(new Id(i, -i));
      put(ids.get(i));
    }
    assertSame(ids, 0);
    ids.forEach(this::remove);

    assertSame(ids, 0);
    assertThat(slots.size()).isZero();
  }

  @Test
  void idsThatWantTheSameBucketAtTheEndOfTheTableAreKeptApart() {
    int mask = (1 << 10) - 1;
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<Id> ids =
        Stream.generate(() -> new Id(random.nextLong(), random.nextLong()))
            .filter(id -> id.bucket(mask) > mask - 3)
            .limit(60)
            .toList();
    for (int i = 0; i < 5_000; i++) {
      Id id = ids.get(random.nextInt(ids.size()));
      if (model.containsKey(id)) {
        remove(id);
      } else {
        put(id);
      }
      assertSame(ids, seed);
    }
  }

  @Test
  void anIdEnteredAgainLeadsToItsNewSlot() {
    Id id = new Id(1, 2);
    int first = put(id);
    int second = put(id);

    assertThat(table.find(id)).isEqualTo(second);
    table.remove(id, first);
    assertThat(table.find(id)).as("removing the old slot").isEqualTo(second);
    table.remove(id, second);
    assertThat(table.find(id)).isEqualTo(-1);
  }

  @Test
  void removingWhatIsNotThereChangesNothing() {
    Id id = new Id(1, 2);
    int slot = put(id);

    table.remove(new Id(3, 4), slot + 1);

    assertThat(table.find(id)).isEqualTo(slot);
  }

  @Test
  void slotsThatWereGivenBackAreUsedAgainWithoutTheirState() {
    int first = slots.take();
    int second = slots.take();
    slots.setState(first, (byte) 0x7f);
    slots.giveBack(first);

    assertThat(slots.size()).isEqualTo(1);
    assertThat(slots.take()).isEqualTo(first).isNotEqualTo(second);
    assertThat(slots.state(first)).isZero();
    assertThat(slots.size()).isEqualTo(2);
  }

  @Test
  void slotsKeepTheirIdsAndStatesAcrossChunks() {
    for (int i = 0; i < ENTRIES; i++) {
      int slot = slots.take();
      assertThat(slot).isEqualTo(i);
      slots.setKey(slot, new Id(i, 1));
      slots.setUid(slot, new Id(2, i));
      slots.setState(slot, (byte) i);
    }
    for (int i = 0; i < ENTRIES; i++) {
      assertThat(slots.key(i)).isEqualTo(new Id(i, 1));
      assertThat(slots.uid(i)).isEqualTo(new Id(2, i));
      assertThat(slots.state(i)).isEqualTo((byte) i);
    }
  }

  private int put(Id id) {
    int slot = slots.take();
    slots.setKey(slot, id);
    table.put(id, slot);
    model.put(id, slot);
    return slot;
  }

  private void remove(Id id) {
    Integer slot = model.remove(id);
    if (slot != null) {
      table.remove(id, slot);
      slots.giveBack(slot);
    }
  }

  private void assertSame(List<Id> ids, long seed) {
    for (Id id : ids) {
      int found = table.find(id);
      if (found != model.getOrDefault(id, -1)) {
        assertThat(found).as("seed %d: slot of %s", seed, id).isEqualTo(model.get(id));
      }
    }
  }
}
