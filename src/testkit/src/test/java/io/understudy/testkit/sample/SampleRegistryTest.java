package io.understudy.testkit.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.Txn;
import io.understudy.core.registry.Envelope;
import io.understudy.core.registry.EnvelopeReader;
import io.understudy.core.registry.ObjectHeader;
import io.understudy.core.registry.OwnerReference;
import io.understudy.core.registry.RegistryKey;
import io.understudy.core.registry.RegistryKeys;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleRegistryTest {

  private static final int STEPS = 3000;

  @Test
  void theSameSeedGivesTheSameBytes() {
    assertThat(SampleRegistry.of(7).objects()).isEqualTo(SampleRegistry.of(7).objects());
    assertThat(SampleRegistry.of(7).objects()).isNotEqualTo(SampleRegistry.of(8).objects());
    assertThat(steps(7)).isEqualTo(steps(7)).isNotEqualTo(steps(8));
  }

  @Test
  void itIsLargeEnoughToBeWorthWatching() {
    assertThat(atTheEnd(SampleRegistry.of(1).objects())).hasSizeGreaterThan(600);
    assertThat(atTheEnd(SampleRegistry.of(1, 2).objects())).hasSizeLessThan(250);
  }

  @Test
  void everyObjectIsWhatItsKeySays() {
    for (Txn.Write.Put put : SampleRegistry.of(1).objects()) {
      RegistryKey key = RegistryKeys.parse(put.key()).orElseThrow();
      ObjectHeader header = header(put.value());
      assertThat(header.name()).isEqualTo(key.name());
      assertThat(header.namespace()).isEqualTo(key.namespace());
      assertThat(header.uid()).hasSize(36);
      assertThat(header.kind()).isNotEmpty();
    }
  }

  @Test
  void bothEncodingsOccur() {
    Set<Envelope.Encoding> encodings = EnumSet.noneOf(Envelope.Encoding.class);
    for (Txn.Write.Put put : SampleRegistry.of(1).objects()) {
      encodings.add(((Envelope.Readable) EnvelopeReader.read(put.value())).encoding());
    }
    assertThat(encodings).containsExactlyInAnyOrder(Envelope.Encoding.values());
  }

  @Test
  void ownerChainsAreFourDeepAndOneObjectHasTwoOwners() {
    Map<Bytes, ObjectHeader> objects = atTheEnd(SampleRegistry.of(1).objects());
    Map<String, ObjectHeader> byUid = new HashMap<>();
    objects.values().forEach(header -> byUid.put(header.uid(), header));
    assertThat(objects.values().stream().mapToInt(header -> depth(header, byUid)))
        .anyMatch(depth -> depth >= 4);
    assertThat(objects.values()).anyMatch(header -> header.owners().size() == 2);
  }

  @Test
  void someObjectIsOlderThanItsOwner() {
    List<Txn.Write.Put> puts = SampleRegistry.of(1).objects();
    Map<String, Integer> born = new HashMap<>();
    for (int i = 0; i < puts.size(); i++) {
      born.putIfAbsent(header(puts.get(i).value()).uid(), i);
    }
    assertThat(puts)
        .anyMatch(
            put -> {
              ObjectHeader header = header(put.value());
              return header.owners().stream()
                  .anyMatch(owner -> born.get(owner.uid()) > born.get(header.uid()));
            });
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void nothingIsEverPutBeforeItsOwner(long seed) {
    Owners owners = new Owners();
    SampleRegistry.of(seed).objects().forEach(put -> owners.apply(List.of(put)));
    steps(seed).forEach(step -> owners.apply(step.writes()));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void noTwoKeysEverShareAUid(long seed) {
    Map<String, Bytes> keys = new HashMap<>();
    List<Txn.Write> writes = new ArrayList<>(SampleRegistry.of(seed).objects());
    steps(seed).forEach(step -> writes.addAll(step.writes()));
    for (Txn.Write write : writes) {
      if (write instanceof Txn.Write.Put put) {
        Bytes first = keys.putIfAbsent(header(put.value()).uid(), put.key());
        assertThat(first == null || first.equals(put.key())).as("UID of %s", put.key()).isTrue();
      }
    }
  }

  @Test
  void trafficDeletesAndRecreatesUnderOneKey() {
    Map<Bytes, String> deleted = new HashMap<>();
    Map<Bytes, String> alive = new HashMap<>();
    SampleRegistry.of(1).objects().forEach(p -> alive.put(p.key(), header(p.value()).uid()));
    List<Bytes> again = new ArrayList<>();
    for (Traffic.Step step : steps(1)) {
      for (Txn.Write write : step.writes()) {
        switch (write) {
          case Txn.Write.Delete delete -> deleted.put(delete.key(), alive.remove(delete.key()));
          case Txn.Write.Put put -> {
            String uid = header(put.value()).uid();
            if (deleted.containsKey(put.key())) {
              assertThat(uid).isNotEqualTo(deleted.remove(put.key()));
              again.add(put.key());
            }
            alive.put(put.key(), uid);
          }
        }
      }
    }
    assertThat(again).hasSizeGreaterThan(50);
  }

  @Test
  void trafficStaysBoundedAndHasRevisionsOfSeveralWrites() {
    Set<Bytes> alive = new HashSet<>();
    SampleRegistry.of(1).objects().forEach(put -> alive.add(put.key()));
    int several = 0;
    for (Traffic.Step step : steps(1)) {
      assertThat(step.writes()).isNotEmpty().hasSizeLessThan(20);
      assertThat(step.writes().stream().map(Txn.Write::key)).doesNotHaveDuplicates();
      several += step.writes().size() > 1 ? 1 : 0;
      for (Txn.Write write : step.writes()) {
        boolean changed = write instanceof Txn.Write.Put ? alive.add(write.key()) : true;
        assertThat(write instanceof Txn.Write.Delete && !alive.remove(write.key())).isFalse();
        assertThat(changed || alive.contains(write.key())).isTrue();
      }
    }
    assertThat(several).isGreaterThan(20);
    assertThat(alive).hasSizeLessThan(3000);
  }

  @Test
  void onlyTrafficInTheForegroundNeverLeavesWhatHangsOnNothing() {
    SampleRegistry registry = SampleRegistry.of(1);
    assertThat(hangingOnNothing(registry, Traffic.inTheForeground(registry, 1))).isZero();
    assertThat(hangingOnNothing(registry, new Traffic(registry, 1))).isPositive();
  }

  /** At how many revisions something does. */
  private static int hangingOnNothing(SampleRegistry registry, Traffic traffic) {
    Map<Bytes, ObjectHeader> objects = atTheEnd(registry.objects());
    int revisions = 0;
    for (Traffic.Step step : steps(traffic)) {
      for (Txn.Write write : step.writes()) {
        switch (write) {
          case Txn.Write.Put put -> objects.put(put.key(), header(put.value()));
          case Txn.Write.Delete delete -> objects.remove(delete.key());
        }
      }
      Set<String> uids = new HashSet<>();
      objects.values().forEach(object -> uids.add(object.uid()));
      boolean hangs =
          objects.values().stream()
              .map(ObjectHeader::owners)
              .anyMatch(
                  owners ->
                      !owners.isEmpty()
                          && owners.stream().noneMatch(owner -> uids.contains(owner.uid())));
      revisions += hangs ? 1 : 0;
    }
    return revisions;
  }

  private static List<Traffic.Step> steps(long seed) {
    return steps(new Traffic(SampleRegistry.of(seed), seed));
  }

  private static List<Traffic.Step> steps(Traffic traffic) {
    List<Traffic.Step> steps = new ArrayList<>();
    for (int i = 0; i < STEPS; i++) {
      steps.add(traffic.next());
    }
    return steps;
  }

  private static Map<Bytes, ObjectHeader> atTheEnd(List<Txn.Write.Put> puts) {
    Map<Bytes, ObjectHeader> objects = new LinkedHashMap<>();
    puts.forEach(put -> objects.put(put.key(), header(put.value())));
    return objects;
  }

  private static int depth(ObjectHeader header, Map<String, ObjectHeader> byUid) {
    return 1
        + header.owners().stream()
            .mapToInt(owner -> depth(byUid.get(owner.uid()), byUid))
            .max()
            .orElse(0);
  }

  private static ObjectHeader header(Bytes value) {
    return ((Envelope.Readable) EnvelopeReader.read(value)).header();
  }

  /** Objects by key and UID; refuses what names an owner that does not exist. */
  private static final class Owners {

    private final Map<Bytes, String> uids = new HashMap<>();

    void apply(List<? extends Txn.Write> writes) {
      for (Txn.Write write : writes) {
        switch (write) {
          case Txn.Write.Put put -> uids.put(put.key(), header(put.value()).uid());
          case Txn.Write.Delete delete -> uids.remove(delete.key());
        }
      }
      Set<String> alive = new HashSet<>(uids.values());
      for (Txn.Write write : writes) {
        if (write instanceof Txn.Write.Put put) {
          for (OwnerReference owner : header(put.value()).owners()) {
            assertThat(alive).as("owner of %s", put.key()).contains(owner.uid());
          }
        }
      }
    }
  }
}
