package io.understudy.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.Event;
import io.etcd.jetcd.api.KeyValue;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.Revision;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RevisionAssemblerTest {

  private final RevisionAssembler assembler = new RevisionAssembler("source", 5);

  @Test
  void theEndOfAnAnswerEndsItsLastRevision() {
    assertThat(numbersAndSizes(assembler.accept(events(5, 5, 6, 7, 7, 7), false)))
        .containsExactly("5:2", "6:1", "7:3");
    assertThat(assembler.isMidway()).isFalse();
  }

  @Test
  void aFragmentHoldsBackOnlyTheRevisionItMayHaveCut() {
    assertThat(numbersAndSizes(assembler.accept(events(5, 6, 6), true))).containsExactly("5:1");
    assertThat(assembler.isMidway()).isTrue();
    assertThat(numbersAndSizes(assembler.accept(events(6, 7), true))).containsExactly("6:3");
    assertThat(numbersAndSizes(assembler.accept(events(), false))).containsExactly("7:1");
  }

  @Test
  void whatIsOlderThanAskedForIsDropped() {
    assertThat(numbersAndSizes(assembler.accept(events(3, 4, 5), false))).containsExactly("5:1");
  }

  @Test
  void goingBackwardsIsAnError() {
    assembler.accept(events(8), false);

    assertThatThrownBy(() -> assembler.accept(events(7), false))
        .isInstanceOf(EtcdException.class)
        .hasMessageContaining("source")
        .hasMessageContaining("revision 7 came after 8");
  }

  @Test
  void aRevisionThatWasDeliveredDoesNotComeAgain() {
    assembler.accept(events(8), false);

    assertThatThrownBy(() -> assembler.accept(events(8), false)).isInstanceOf(EtcdException.class);
  }

  @Test
  void theOrderWithinARevisionIsKeptAndDeletesAreTold() {
    Event put = event(5, "b", Event.EventType.PUT);
    Event delete = event(5, "a", Event.EventType.DELETE);

    assertThat(assembler.accept(List.of(put, delete), false).getFirst().changes())
        .hasExactlyElementsOfTypes(Revision.Change.Put.class, Revision.Change.Delete.class);
  }

  @Test
  void howeverItIsCutTheSameRevisionsComeOut() {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      List<Event> events = new ArrayList<>();
      List<String> expected = new ArrayList<>();
      for (long revision = 5; revision < 25; revision++) {
        int size = 1 + random.nextInt(5);
        expected.add(revision + ":" + size);
        Stream.generate(events(revision)::getFirst).limit(size).forEach(events::add);
      }
      assertThat(numbersAndSizes(inPieces(events, random))).as("seed %d", seed).isEqualTo(expected);
    }
  }

  private static List<Revision> inPieces(List<Event> events, Random random) {
    RevisionAssembler assembler = new RevisionAssembler("source", 5);
    List<Revision> whole = new ArrayList<>();
    int from = 0;
    while (from < events.size()) {
      int to = Math.min(events.size(), from + 1 + random.nextInt(8));
      whole.addAll(assembler.accept(events.subList(from, to), to < events.size()));
      from = to;
    }
    return whole;
  }

  private static List<String> numbersAndSizes(List<Revision> revisions) {
    return revisions.stream()
        .map(revision -> revision.number() + ":" + revision.changes().size())
        .toList();
  }

  private static List<Event> events(long... revisions) {
    List<Event> events = new ArrayList<>();
    for (long revision : revisions) {
      events.add(event(revision, "key", Event.EventType.PUT));
    }
    return events;
  }

  private static Event event(long revision, String key, Event.EventType type) {
    return Event.newBuilder()
        .setType(type)
        .setKv(KeyValue.newBuilder().setKey(ByteString.copyFromUtf8(key)).setModRevision(revision))
        .build();
  }
}
