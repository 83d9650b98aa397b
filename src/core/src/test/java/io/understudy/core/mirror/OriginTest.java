package io.understudy.core.mirror;

import static io.understudy.core.mirror.Samples.CLASSIFIER;
import static io.understudy.core.mirror.Samples.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.Rules;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The mirror's first write came after 10, others' writes were noted up to 50. */
class OriginTest {

  private static final Classifier EVERYTHING =
      Classifier.of(Rules.profile("everything", Rules.Options.DEFAULT));

  private static final Bytes CONFIG = key("configmaps/a");
  private static final Bytes POD = key("pods/p");

  private static KeyValue visible(Bytes key, long created, long modified) {
    return new KeyValue(key, Samples.value("uid", "x"), created, modified, 1, 0);
  }

  @ParameterizedTest(name = "created at {0}, last put at {1}: {2}")
  @CsvSource({
    "5, 5, false",
    "10, 10, false",
    "11, 11, true",
    "5, 11, true",
    "5, 50, true",
    "5, 51, false",
    "20, 50, true",
    "20, 51, true",
    "50, 99, true",
    "51, 51, false",
  })
  void itTellsByRevisionsWhatTheMirrorWrote(long created, long modified, boolean mirrored) {
    Origin origin = new Origin(10, 50, Set.of(), CLASSIFIER, 50, CLASSIFIER, Set.of());

    assertThat(origin.isMirrored(visible(CONFIG, created, modified))).isEqualTo(mirrored);
  }

  @Test
  void whatIsNotedAsForeignIsNotTheMirrors() {
    Origin origin = new Origin(10, 50, Set.of(CONFIG), CLASSIFIER, 50, CLASSIFIER, Set.of());

    assertThat(origin.isMirrored(visible(CONFIG, 20, 20))).isFalse();
    assertThat(origin.isMirrored(visible(key("configmaps/b"), 20, 20))).isTrue();
  }

  @Test
  void whatWasOutOfScopeWhileOthersWritesWereNotedIsInDoubtTheirs() {
    Origin origin = new Origin(10, 50, Set.of(), CLASSIFIER, 30, EVERYTHING, Set.of());

    assertThat(origin.isMirrored(visible(POD, 20, 20))).isFalse();
    assertThat(origin.isMirrored(visible(POD, 30, 30))).isFalse();
    assertThat(origin.isMirrored(visible(POD, 31, 31))).isTrue();
    assertThat(origin.isMirrored(visible(CONFIG, 20, 20))).isTrue();
  }

  /** Rules changed, and were changed back before what others had written since was noted. */
  @Test
  void whatIsOutOfScopeNowWasNotNotedSinceTheOtherRulesEnded() {
    Origin origin = new Origin(10, 50, Set.of(), EVERYTHING, 30, CLASSIFIER, Set.of(60L));

    assertThat(origin.isMirrored(visible(POD, 30, 30))).isTrue();
    assertThat(origin.isMirrored(visible(POD, 31, 31))).isFalse();
    assertThat(origin.isMirrored(visible(POD, 60, 60))).isTrue();
    assertThat(origin.isMirrored(visible(CONFIG, 31, 31))).isTrue();
  }

  @ParameterizedTest(name = "created at {0}, last put at {1}: {2}")
  @CsvSource({"60, 60, true", "70, 70, false", "60, 70, true", "70, 60, true", "20, 70, true"})
  void whatHistoryDoesNotTellMarksDo(long created, long modified, boolean mirrored) {
    Origin origin = new Origin(10, 50, Set.of(), CLASSIFIER, 50, CLASSIFIER, Set.of(60L));

    assertThat(origin.isMirrored(visible(CONFIG, created, modified))).isEqualTo(mirrored);
  }

  @Test
  void aForeignKeyThatTheMirrorWroteIsItsOwn() {
    Origin origin = new Origin(10, 50, Set.of(CONFIG), CLASSIFIER, 50, CLASSIFIER, Set.of(60L));

    assertThat(origin.isMirrored(visible(CONFIG, 20, 60))).isTrue();
    assertThat(origin.isMirrored(visible(CONFIG, 20, 61))).isFalse();
  }

  @Test
  void aMarkSaysNothingOfWhatWasThereBeforeTheMirror() {
    Origin origin = new Origin(10, 50, Set.of(), CLASSIFIER, 50, CLASSIFIER, Set.of(5L));

    assertThat(origin.isMirrored(visible(CONFIG, 5, 5))).isFalse();
    assertThat(origin.isMirrored(visible(CONFIG, 5, 70))).isFalse();
  }

  @Test
  void withoutRulesOnRecordNothingWasNotedThen() {
    Origin origin = new Origin(10, 50, Set.of(), null, 30, CLASSIFIER, Set.of());

    assertThat(origin.isMirrored(visible(CONFIG, 30, 30))).isFalse();
    assertThat(origin.isMirrored(visible(CONFIG, 31, 31))).isTrue();
  }

  @Test
  void aKeyThatCannotBeRecordedAsForeignIsNeverTakenForMirrored() {
    Origin origin = new Origin(10, 50, Set.of(), CLASSIFIER, 50, CLASSIFIER, Set.of());

    assertThat(origin.isMirrored(visible(Bytes.utf8("no-slash"), 20, 20))).isFalse();
  }
}
