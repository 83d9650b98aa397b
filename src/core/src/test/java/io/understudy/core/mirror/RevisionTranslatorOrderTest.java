package io.understudy.core.mirror;

import static io.understudy.core.mirror.Samples.KEYS;
import static io.understudy.core.mirror.Samples.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.understudy.core.ownership.Facts;
import io.understudy.core.ownership.RegistryIndex;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Revision;
import io.understudy.core.scope.Classifier;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What must come first: owners, homes, and what is in the way. */
class RevisionTranslatorOrderTest extends TranslatorCase {

  @Test
  void ownersEnterBeforeTheirDependentsWhateverOrderTheSourceWroteThemIn() {
    Translated translated = happens(put(DEEPER, "deeper", "a"), put(CONFIG, "a"));

    assertWrites(translated, List.of(), List.of(mirror(CONFIG), mirror(DEEPER)));
    assertThat(asked).isEmpty();
  }

  @Test
  void anObjectOverwrittenByAnotherLeavesFirst() {
    happens(put(CONFIG, "a"));

    Translated translated = happens(put(CONFIG, "second-life"));

    assertThat(translated.needsParts()).isTrue();
    assertThat(translated.leaving()).containsExactly(remove(CONFIG));
    assertThat(translated.returning()).containsExactly(mirror(CONFIG));
    assertThat(translated.entering()).isEmpty();
  }

  @Test
  void whatNoLongerHangsOnALeavingOwnerIsUpdatedBeforeThatLeaves() {
    Bytes owner = key("configmaps/owner");
    happens(put(owner, "owner"));
    happens(put(CONFIG, "a"));
    happens(put(DEEPER, "deeper", "owner"));

    Translated translated =
        happens(delete(owner), put(DEEPER, "deeper"), put(CONFIG, "second-life"));

    assertThat(TailBatch.parts(translated, Limits.defaults()))
        .containsExactly(
            List.of(mirror(DEEPER)),
            List.of(remove(CONFIG), remove(owner)),
            List.of(mirror(CONFIG)));
  }

  @Test
  void whatHangsOnAReturningOwnerComesAfterIt() {
    happens(put(CONFIG, "a"));

    Translated translated =
        happens(put(DEEPER, "deeper", "second-life"), put(CONFIG, "second-life"));

    assertThat(translated.entering()).isEmpty();
    assertThat(translated.returning()).containsExactly(mirror(CONFIG), mirror(DEEPER));
  }

  @Test
  void anOwnerReplacedAndItsDependentHandedOverAtOnceNeedsADifference() {
    happens(put(CONFIG, "a"));
    happens(put(DEEPER, "deeper", "a"));

    assertThatExceptionOfType(Interrupted.HistoryLost.class)
        .isThrownBy(() -> happens(put(CONFIG, "second-life"), put(DEEPER, "deeper", "second-life")))
        .withMessageContaining("hands its dependents over");
  }

  @Test
  void anObjectDeletedAndCreatedAgainAtOnceLeavesFirst() {
    happens(put(CONFIG, "a"));

    Translated translated = happens(delete(CONFIG), put(CONFIG, "second-life"));

    assertThat(translated.needsParts()).isTrue();
    assertThat(translated.leaving()).containsExactly(remove(CONFIG));
    assertThat(translated.returning()).containsExactly(mirror(CONFIG));
    assertThat(translated.entering()).isEmpty();
  }

  @Test
  void anObjectDeletedAndCreatedAgainNeverMeetsItselfInOneTxn() {
    happens(put(CONFIG, "a"));
    Translated deleted = happens(delete(CONFIG));
    Translated created = happens(put(CONFIG, "second-life"));
    TailBatch batch = new TailBatch(Limits.defaults());

    assertThat(batch.add(deleted, LastKey.NONE)).isTrue();
    assertThat(batch.add(created, LastKey.NONE)).isFalse();
  }

  @Test
  void anObjectReplacedByOneThatIsParkedNeedsOneTxnOnly() {
    happens(put(DEPLOYMENT, "d"));
    happens(put(CONFIG, "a"));

    assertWrites(happens(put(CONFIG, "other", "d")), List.of(park(CONFIG)), List.of());
  }

  @Test
  void aParkedObjectReplacedByAnotherIsOverwrittenInItsPlace() {
    happens(put(DEPLOYMENT, "d"));

    assertWrites(
        happens(put(DEPLOYMENT, "other")), List.of(), List.of(parkFromOutside(DEPLOYMENT)));
  }

  @Test
  void aForeignObjectInTheWayLeavesFirst() {
    foreign.add(CONFIG);

    Translated translated = happens(put(CONFIG, "a"));

    assertThat(translated.needsParts()).isTrue();
    assertThat(translated.leaving()).containsExactly(remove(CONFIG));
    assertThat(translated.returning()).containsExactly(mirror(CONFIG));
    assertThat(translated.entering()).isEmpty();
  }

  @Test
  void aForeignObjectIsNotInTheWayOfOneThatIsParked() {
    foreign.add(DEPLOYMENT);

    assertWrites(happens(put(DEPLOYMENT, "d")), List.of(), List.of(parkFromOutside(DEPLOYMENT)));
  }

  @Test
  void volumesLeaveBeforeTheirClaims() {
    Bytes claim = key("persistentvolumeclaims/c");
    Bytes volume = Bytes.utf8("/registry/persistentvolumes/v");
    Classifier classifier =
        Classifier.of(
            Samples.rules(
                """
          - name: pods
            match: {resource: pods}
            place: leave-out
            reason: pods are made anew
          """));
    RevisionTranslator visible =
        new RevisionTranslator(
            object -> Facts.of(classifier.classify(object)),
            KEYS,
            new RegistryIndex(true),
            foreign::contains);
    visible.translate(new Revision(2, List.of(put(volume, "v"), put(claim, "c"))), this::values);

    Translated translated =
        visible.translate(new Revision(3, List.of(delete(claim), delete(volume))), this::values);

    assertThat(translated.leaving()).containsExactly(remove(volume), remove(claim));
  }

  @Test
  void aNamespaceEntersBeforeAndLeavesAfterWhatIsInIt() {
    Bytes namespace = Bytes.utf8("/registry/namespaces/ns");

    assertThat(happens(put(CONFIG, "a"), put(namespace, "n")).entering())
        .extracting(KeyWrites::key)
        .containsExactly(namespace, CONFIG);
    assertThat(happens(delete(namespace), delete(CONFIG)).leaving())
        .extracting(KeyWrites::key)
        .containsExactly(CONFIG, namespace);
  }
}
