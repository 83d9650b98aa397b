package io.understudy.core.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyRange;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlKeysTest {

  private static final Bytes POD = Bytes.utf8("/registry/pods/a/b");

  private final ControlKeys keys = new ControlKeys("global");

  @Test
  void everyRecordLiesBelowItsLink() {
    assertThat(
            List.of(
                keys.prefix(),
                keys.term(),
                keys.leader(),
                keys.checkpoint(),
                keys.copying(),
                keys.paused(),
                keys.resyncRequest(),
                keys.repair(),
                keys.repairedPrefix(),
                keys.repaired("42"),
                keys.checksPrefix(),
                keys.check("42"),
                keys.checker(),
                keys.checkRequest(),
                keys.scope(),
                keys.foreignPrefix(),
                keys.foreign(POD),
                keys.parked(POD)))
        .doesNotHaveDuplicates()
        .allMatch(key -> key.startsWith(Bytes.utf8("/understudy/global/")))
        .allMatch(key -> key.startsWith(ControlKeys.ROOT));
    assertThat(keys.term()).isEqualTo(Bytes.utf8("/understudy/global/term"));
    assertThat(keys.leader()).isEqualTo(Bytes.utf8("/understudy/global/leader"));
    assertThat(keys.checkpoint()).isEqualTo(Bytes.utf8("/understudy/global/checkpoint"));
    assertThat(keys.paused()).isEqualTo(Bytes.utf8("/understudy/global/paused"));
    assertThat(keys.check("42")).isEqualTo(Bytes.utf8("/understudy/global/checks/42"));
  }

  @Test
  void whereTheResultsOfChecksAreThereIsNothingElse() {
    assertThat(keys.check("42").startsWith(keys.checksPrefix())).isTrue();
    assertThat(List.of(keys.checker(), keys.checkRequest(), keys.checkpoint()))
        .noneMatch(key -> key.startsWith(keys.checksPrefix()));
  }

  @Test
  void aChangeOfRoleDropsWhatWasAskedOfTheMirror() {
    assertThat(keys.requests()).contains(keys.paused(), keys.resyncRequest(), keys.repair());
    assertThat(keys.requests()).contains(keys.checkRequest());
    assertThat(keys.listPrefixes()).anyMatch(keys.repaired("42")::startsWith);
  }

  @Test
  void anObjectIsParkedBelowItsOwnKeyAndFoundAgain() {
    Bytes parked = keys.parked(POD);

    assertThat(parked).isEqualTo(Bytes.utf8("/understudy/global/parked/registry/pods/a/b"));
    assertThat(keys.isParked(parked)).isTrue();
    assertThat(keys.unparked(parked)).isEqualTo(POD);
  }

  @Test
  void aKeyThatIsNoTextIsParkedByteForByte() {
    Bytes key = Bytes.utf8("/x").plus(Bytes.wrap(new byte[] {(byte) 0xff, 0, (byte) 0xc3}));

    assertThat(keys.unparked(keys.parked(key))).isEqualTo(key);
    assertThat(keys.foreignKey(keys.foreign(key))).isEqualTo(key);
  }

  @Test
  void nothingElseIsTakenForParked() {
    assertThat(keys.isParked(POD)).isFalse();
    assertThat(keys.isParked(keys.checkpoint())).isFalse();
    assertThat(keys.isParked(new ControlKeys("other").parked(POD))).isFalse();
  }

  @Test
  void aForeignKeyIsRecordedUnderItself() {
    assertThat(keys.foreign(POD))
        .isEqualTo(Bytes.utf8("/understudy/global/foreign/registry/pods/a/b"));
    assertThat(keys.foreignKey(keys.foreign(POD))).isEqualTo(POD);
  }

  @Test
  void allThatIsParkedIsInOneRange() {
    KeyRange all = keys.parked(KeyRange.ALL);

    assertThat(all.contains(keys.parked(Bytes.utf8("/")))).isTrue();
    assertThat(all.contains(keys.parked(POD))).isTrue();
    assertThat(all.contains(keys.parked(Bytes.utf8("/").plus(Bytes.wrap(new byte[] {-1})))))
        .isTrue();
    assertThat(all.contains(keys.paused())).isFalse();
    assertThat(all.contains(keys.foreign(POD))).isFalse();
  }

  @Test
  void rangesWithoutParkableKeysHaveNoneParked() {
    assertThat(keys.parked(new KeyRange(Bytes.utf8("a"), Bytes.EMPTY)).isEmpty()).isTrue();
    assertThat(keys.parked(new KeyRange(Bytes.utf8("!"), Bytes.utf8("/"))).isEmpty()).isTrue();
    assertThat(keys.parked(new KeyRange(Bytes.utf8("0"), Bytes.utf8("1"))).isEmpty()).isTrue();
  }

  @Test
  void aParkedKeyIsInThePlaceOfARangeExactlyWhenItsKeyIsInTheRange() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      KeyRange range =
          new KeyRange(some(random), random.nextInt(4) == 0 ? Bytes.EMPTY : some(random));
      Bytes key = Bytes.utf8("/").plus(some(random));
      assertThat(keys.parked(range).contains(keys.parked(key)))
          .as("seed %d: %s in %s", seed, key.hex(), range)
          .isEqualTo(range.contains(key));
    }
  }

  /** One to three bytes around the slash. */
  private static Bytes some(Random random) {
    byte[] alphabet = {0, '.', '/', '0', 'a', (byte) 0xff};
    byte[] bytes = new byte[1 + random.nextInt(3)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = alphabet[random.nextInt(alphabet.length)];
    }
    return Bytes.wrap(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "global", "0", "a-b", "a--b", "site-2-to-1"})
  void aLinkIsADnsLabel(String link) {
    assertThat(new ControlKeys(link).prefix()).isEqualTo(Bytes.utf8("/understudy/" + link + "/"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-a", "a-", "A", "a/b", "a.b", "a b", "größe", "a\n", "parked/"})
  void anyOtherLinkIsRefusedByName(String link) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ControlKeys(link))
        .withMessageContaining("'" + link + "'")
        .withMessageContaining("1 to 63 lower-case letters, digits or dashes");
  }

  @Test
  void aLinkHasAtMostSixtyThreeCharacters() {
    assertThat(new ControlKeys("a".repeat(63)).term().length()).isEqualTo(12 + 63 + 5);
    assertThatIllegalArgumentException().isThrownBy(() -> new ControlKeys("a".repeat(64)));
  }
}
