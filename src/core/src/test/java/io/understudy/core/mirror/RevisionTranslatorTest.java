package io.understudy.core.mirror;

import static io.understudy.core.mirror.Samples.object;
import static io.understudy.core.mirror.Samples.writes;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.ownership.RegistryIndex;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Revision;
import io.understudy.core.port.Revision.Change;
import io.understudy.core.port.Txn;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RevisionTranslatorTest extends TranslatorCase {

  @Test
  void aMirroredObjectIsPutUpdatedAndDeletedUnderItsKey() {
    assertWrites(happens(put(CONFIG, "a")), List.of(), List.of(mirror(CONFIG)));
    assertWrites(happens(put(CONFIG, "a")), List.of(), List.of(mirror(CONFIG)));
    assertWrites(happens(delete(CONFIG)), List.of(remove(CONFIG)), List.of());
  }

  @Test
  void aParkedObjectIsPutUpdatedAndDeletedWhereItIsParked() {
    assertWrites(happens(put(DEPLOYMENT, "d")), List.of(), List.of(parkFromOutside(DEPLOYMENT)));
    assertWrites(happens(put(DEPLOYMENT, "d")), List.of(), List.of(parkFromOutside(DEPLOYMENT)));
    assertWrites(happens(delete(DEPLOYMENT)), List.of(), List.of(dropParked(DEPLOYMENT)));
  }

  @Test
  void ofWhatIsLeftOutNothingIsWritten() {
    assertWrites(happens(put(POD, "p")), List.of(), List.of());
    assertWrites(happens(put(POD, "p")), List.of(), List.of());
    assertWrites(happens(delete(POD)), List.of(), List.of());
  }

  @Test
  void deletingWhatNeverWasIsNothing() {
    assertWrites(happens(delete(CONFIG)), List.of(), List.of());
  }

  @Test
  void anOwnerReferenceAddedLaterParksTheObjectAndItsDependents() {
    happens(put(DEPLOYMENT, "d"));
    happens(put(CONFIG, "a"));
    happens(put(DEEPER, "deeper", "a"));

    Translated translated = happens(put(CONFIG, "a", "d"));

    assertWrites(translated, List.of(park(DEEPER), park(CONFIG)), List.of());
    assertThat(asked).as("values asked for").containsExactly(DEEPER);
  }

  @Test
  void anOwnerReferenceTakenAwayBringsThemBackOwnerFirst() {
    happens(put(DEPLOYMENT, "d"));
    happens(put(DEEPER, "deeper", "a"));
    happens(put(CONFIG, "a", "d"));

    Translated translated = happens(put(CONFIG, "a"));

    assertWrites(translated, List.of(), List.of(unpark(CONFIG), unpark(DEEPER)));
    assertThat(asked).as("values asked for").containsExactly(DEEPER);
  }

  @Test
  void anObjectWhoseOwnersAreNowLeftOutIsTakenAway() {
    happens(put(POD, "p"));
    happens(put(CONFIG, "a"));
    assertWrites(happens(put(CONFIG, "a", "p")), List.of(remove(CONFIG)), List.of());
    assertWrites(happens(put(CONFIG, "a")), List.of(), List.of(mirror(CONFIG)));
  }

  @Test
  void aParkedObjectThatIsNowLeftOutIsParkedNoMore() {
    happens(put(POD, "p"));
    happens(put(DEPLOYMENT, "d"));

    assertWrites(happens(put(DEPLOYMENT, "d", "p")), List.of(), List.of(dropParked(DEPLOYMENT)));
    assertWrites(happens(put(DEPLOYMENT, "d")), List.of(), List.of(parkFromOutside(DEPLOYMENT)));
  }

  @Test
  void theValueOfAnObjectThatMovesOutOfTheScopeIsNotAskedFor() {
    happens(put(CONFIG, "a"));
    happens(put(DEEPER, "deeper", "a"));
    happens(put(POD, "p"));

    Translated translated = happens(put(CONFIG, "a", "p"));

    assertWrites(translated, List.of(remove(DEEPER), remove(CONFIG)), List.of());
    assertThat(asked).isEmpty();
  }

  @Test
  void anOwnerThatIsDeletedParksItsDependentsWhichLeaveBeforeIt() {
    happens(put(CONFIG, "a"));
    happens(put(DEEPER, "deeper", "a"));

    assertWrites(happens(delete(CONFIG)), List.of(park(DEEPER), remove(CONFIG)), List.of());
    assertThat(asked).containsExactly(DEEPER);
  }

  @Test
  void theLeaseIsWrittenWithTheValue() {
    KeyValue leased = new KeyValue(CONFIG, Bytes.utf8("x"), 2, 2, 1, 77);

    Translated translated = happens(new Change.Put(leased));

    assertThat(translated.entering())
        .containsExactly(writes(CONFIG, new Txn.Write.Put(CONFIG, Bytes.utf8("x"), 77)));
  }

  @Test
  void whatARevisionMeansForTheIndexIsToldChangeByChange() {
    List<RegistryIndex.Change> changes =
        RevisionTranslator.changes(
            new Revision(2, Arrays.asList(put(CONFIG, "a"), delete(POD))), Samples::facts);

    assertThat(changes)
        .containsExactly(
            new RegistryIndex.Change.Put(Samples.facts(object(CONFIG, "a", revision))),
            new RegistryIndex.Change.Remove(POD));
  }
}
