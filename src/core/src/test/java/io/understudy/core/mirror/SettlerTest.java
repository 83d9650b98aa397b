package io.understudy.core.mirror;

import static io.understudy.core.mirror.Samples.CLASSIFIER;
import static io.understudy.core.mirror.Samples.KEYS;
import static io.understudy.core.mirror.Samples.RULES;
import static io.understudy.core.mirror.Samples.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Txn;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.Placement;
import io.understudy.core.scope.Rules;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettlerTest {

  private static final Bytes CONFIG = key("configmaps/a");
  private static final Bytes POD = key("pods/p");
  private static final Bytes WANTED = Samples.value("life", "wanted");

  private static KeyValue at(Bytes key, Bytes value) {
    return new KeyValue(key, value, 20, 20, 1, 0);
  }

  private static @Nullable KeyValue there(Bytes key, String state) {
    return switch (state) {
      case "none" -> null;
      case "equal" -> at(key, WANTED);
      case "later" -> at(key, Samples.value("life", "another state"));
      case "other" -> at(key, Samples.value("another life", "wanted"));
      default -> throw new IllegalArgumentException(state);
    };
  }

  /** The decision in short: what is done, and the writes in order. */
  private static String words(Settlement settlement) {
    return switch (settlement) {
      case Settlement.Settled settled -> "settled";
      case Settlement.Standbys theirs -> theirs.difference().text() + words(theirs.writes());
      case Settlement.Write write -> "write" + words(write.writes());
      case Settlement.Foreign foreign -> "foreign" + words(foreign.writes());
      case Settlement.Leave leave ->
          "leave" + words(leave.writes()) + (leave.returns() ? " and return" : "");
    };
  }

  private static String words(List<Txn.Write> writes) {
    StringBuilder words = new StringBuilder();
    for (Txn.Write write : writes) {
      boolean parked = write.key().equals(KEYS.parked(CONFIG));
      assertThat(parked || write.key().equals(CONFIG)).as("%s", write.key()).isTrue();
      words.append(
          switch (write) {
            case Txn.Write.Put put -> {
              assertThat(put.value()).isEqualTo(WANTED);
              yield parked ? " park" : " put";
            }
            case Txn.Write.Delete delete -> parked ? " unpark" : " delete";
          });
    }
    return words.toString();
  }

  private static List<Prune> prunes(String cell) {
    return cell.equals("*") ? List.of(Prune.values()) : List.of(Prune.valueOf(cell));
  }

  private static List<Boolean> origins(String cell) {
    return cell.equals("*") ? List.of(true, false) : List.of(cell.equals("mirror"));
  }

  private static List<String> states(String cell) {
    return cell.equals("*") ? List.of("none", "equal", "later") : List.of(cell.split("/"));
  }

  @ParameterizedTest(name = "source {0}, shown {1}, parked {2}, by {3}, prune {4}: {5}")
  @CsvSource({
    // To be shown.
    "MIRROR, none, none, *, *, write put",
    "MIRROR, none, equal/later, *, *, write put unpark",
    "MIRROR, equal, none, *, *, settled",
    "MIRROR, equal, equal/later, *, *, write unpark",
    "MIRROR, later, none, *, *, write put",
    "MIRROR, later, equal/later, *, *, write put unpark",
    "MIRROR, other, *, *, *, leave delete and return",
    // To be parked.
    "PARK, none, none/later, *, *, write park",
    "PARK, none, equal, *, *, settled",
    "PARK, equal/later, none/later, *, *, leave delete park",
    "PARK, equal/later, equal, *, *, leave delete",
    "PARK, other, none/later, mirror, MIRRORED, leave delete park",
    "PARK, other, equal, mirror, MIRRORED, leave delete",
    "PARK, other, none/later, others, MIRRORED, foreign park",
    "PARK, other, equal, others, MIRRORED, foreign",
    "PARK, other, none/later, *, ALL, leave delete park",
    "PARK, other, equal, *, ALL, leave delete",
    "PARK, other, none/later, *, NONE, foreign park",
    "PARK, other, equal, *, NONE, foreign",
    // To be left out.
    "LEAVE_OUT, none, none, *, *, settled",
    "LEAVE_OUT, none, equal/later, *, *, write unpark",
    "LEAVE_OUT, equal/later, none, *, *, leave delete",
    "LEAVE_OUT, equal/later, equal/later, *, *, leave delete unpark",
    "LEAVE_OUT, other, none, mirror, *, leave delete",
    "LEAVE_OUT, other, equal/later, mirror, *, leave delete unpark",
    "LEAVE_OUT, other, none, others, *, foreign",
    "LEAVE_OUT, other, equal/later, others, *, foreign unpark",
    // Not in the source.
    "absent, none, none, *, *, settled",
    "absent, none, equal/later, *, *, write unpark",
    "absent, other, none, mirror, MIRRORED, leave delete",
    "absent, other, equal/later, mirror, MIRRORED, leave delete unpark",
    "absent, other, none, others, MIRRORED, foreign",
    "absent, other, equal/later, others, MIRRORED, foreign unpark",
    "absent, other, none, *, ALL, leave delete",
    "absent, other, equal/later, *, ALL, leave delete unpark",
    "absent, other, none, *, NONE, foreign",
    "absent, other, equal/later, *, NONE, foreign unpark",
  })
  void oneKeyIsBroughtInLine(
      String source, String shown, String parked, String origin, String prune, String expected) {
    for (Prune mode : prunes(prune)) {
      for (boolean mirrored : origins(origin)) {
        for (String visibleState : states(shown)) {
          for (String parkedState : states(parked)) {
            String actual = words(settle(source, visibleState, parkedState, mirrored, mode));
            assertThat(actual)
                .as("shown %s, parked %s, %s, %s", visibleState, parkedState, mirrored, mode)
                .isEqualTo(expected);
          }
        }
      }
    }
  }

  private static Settlement settle(
      String source, String shown, String parked, boolean mirrored, Prune prune) {
    boolean absent = source.equals("absent");
    return new Settler(CLASSIFIER, List.of(CLASSIFIER), KEYS, prune, 0)
        .settle(
            CONFIG,
            absent ? null : at(CONFIG, WANTED),
            absent ? Placement.MIRROR : Placement.valueOf(source),
            there(CONFIG, shown),
            there(KEYS.parked(CONFIG), parked),
            visible -> mirrored);
  }

  @Test
  void whatIsOutOfScopeIsNobodysButTheStandbys() {
    for (Prune prune : Prune.values()) {
      Settler settler = new Settler(CLASSIFIER, List.of(CLASSIFIER), KEYS, prune, 0);
      KeyValue theirs = at(POD, Samples.value("theirs", "x"));
      KeyValue left = at(KEYS.parked(POD), WANTED);

      assertThat(settler.settle(POD, null, Placement.LEAVE_OUT, theirs, null, v -> true))
          .as("absent, prune %s", prune)
          .isEqualTo(new Settlement.Settled());
      assertThat(settler.settle(POD, at(POD, WANTED), Placement.LEAVE_OUT, theirs, left, v -> true))
          .as("left out, prune %s", prune)
          .isEqualTo(new Settlement.Write(List.of(Txn.delete(left.key()))));
    }
  }

  @Test
  void whatFormerRulesMirroredIsStillTheMirrorsToTakeAway() {
    Rules former =
        Samples.rules(
            "- {name: former, match: {key: x}, place: park, reason: pods were mirrored}\n");
    Settler settler =
        new Settler(CLASSIFIER, List.of(Classifier.of(former)), KEYS, Prune.MIRRORED, 0);
    KeyValue shown = at(POD, WANTED);

    assertThat(settler.settle(POD, shown, Placement.LEAVE_OUT, shown, null, v -> true))
        .isEqualTo(new Settlement.Leave(List.of(Txn.delete(POD)), false));
    assertThat(settler.settle(POD, null, Placement.LEAVE_OUT, shown, null, v -> true))
        .isEqualTo(new Settlement.Leave(List.of(Txn.delete(POD)), false));
    assertThat(settler.settle(POD, null, Placement.LEAVE_OUT, shown, null, v -> false))
        .isEqualTo(new Settlement.Foreign(List.of()));
  }

  @Test
  void encryptedValuesThatDifferAreNotTakenForTwoLives() {
    Settler settler = new Settler(CLASSIFIER, List.of(CLASSIFIER), KEYS, Prune.MIRRORED, 0);
    KeyValue wanted = at(CONFIG, Bytes.utf8("k8s:enc:aescbc:v1:k:one"));
    KeyValue shown = at(CONFIG, Bytes.utf8("k8s:enc:aescbc:v1:k:two"));

    assertThat(settler.settle(CONFIG, wanted, Placement.MIRROR, shown, null, v -> true))
        .isEqualTo(new Settlement.Write(List.of(Txn.put(CONFIG, wanted.value()))));
  }

  @Test
  void anEncryptedObjectCreatedAfterTheSidesWereLastEqualIsAnother() {
    Settler settler = new Settler(CLASSIFIER, List.of(CLASSIFIER), KEYS, Prune.MIRRORED, 19);
    KeyValue wanted = at(CONFIG, Bytes.utf8("k8s:enc:aescbc:v1:k:one"));
    KeyValue shown = at(CONFIG, Bytes.utf8("k8s:enc:aescbc:v1:k:two"));

    assertThat(settler.settle(CONFIG, wanted, Placement.MIRROR, shown, null, v -> true))
        .isEqualTo(new Settlement.Leave(List.of(Txn.delete(CONFIG)), true));
    assertThat(settler.settle(CONFIG, wanted, Placement.MIRROR, wanted, null, v -> true))
        .isEqualTo(new Settlement.Settled());
  }

  @Test
  void aLeaseOfTheSourceIsPartOfWhatIsWritten() {
    KeyValue wanted = new KeyValue(CONFIG, WANTED, 20, 20, 1, 77);
    Settler settler = new Settler(CLASSIFIER, List.of(), KEYS, Prune.MIRRORED, 0);

    assertThat(settler.settle(CONFIG, wanted, Placement.MIRROR, null, null, v -> true))
        .isEqualTo(new Settlement.Write(List.of(new Txn.Write.Put(CONFIG, WANTED, 77))));
  }

  @ParameterizedTest(name = "carried {0}: source {1}, target {2}, settled {3}")
  @CsvSource({
    "true, 0, 0, true",
    "true, 77, 5, true",
    "true, 77, 0, false",
    "true, 0, 5, false",
    "false, 77, 0, true",
    "false, 0, 5, true",
  })
  void whereLeasesAreCarriedEitherBothHaveOneOrNeither(
      boolean carried, long source, long target, boolean settled) {
    Rules rules = carried ? Rules.profile("everything", Rules.Options.DEFAULT) : RULES;
    assertThat(rules.carryLeases()).isEqualTo(carried);
    KeyValue wanted = new KeyValue(CONFIG, WANTED, 20, 20, 1, source);
    KeyValue shown = new KeyValue(CONFIG, WANTED, 20, 20, 1, target);
    Txn.Write put = new Txn.Write.Put(CONFIG, WANTED, source);

    assertThat(
            new Settler(Classifier.of(rules), List.of(), KEYS, Prune.MIRRORED, 0)
                .settle(CONFIG, wanted, Placement.MIRROR, shown, null, v -> true))
        .isEqualTo(settled ? new Settlement.Settled() : new Settlement.Write(List.of(put)));
  }

  @Test
  void theOriginIsAskedOfWhatTheTargetShowsOnly() {
    List<KeyValue> asked = new ArrayList<>();
    KeyValue shown = at(CONFIG, Samples.value("another life", "x"));
    new Settler(CLASSIFIER, List.of(), KEYS, Prune.MIRRORED, 0)
        .settle(CONFIG, null, Placement.MIRROR, shown, at(KEYS.parked(CONFIG), WANTED), asked::add);

    assertThat(asked).containsExactly(shown);
  }
}
