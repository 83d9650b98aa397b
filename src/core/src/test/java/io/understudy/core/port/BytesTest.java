package io.understudy.core.port;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BytesTest {

  private static Bytes hex(String hex) {
    return Bytes.wrap(HexFormat.of().parseHex(hex));
  }

  @ParameterizedTest
  @CsvSource({
    "61,     62",
    "2f7200, 2f7201",
    "617f,   6180",
    "61ff,   62",
    "61ffff, 62",
    "feff,   ff",
    "ff,     ''",
    "ffffff, ''",
    "'',     ''",
  })
  void thePrefixEndIsTheLeastKeyAfterAllThatStartWithThePrefix(String prefix, String end) {
    assertThat(hex(prefix).prefixEnd()).isEqualTo(hex(end));
  }

  @Test
  void aPrefixKeepsItsOwnBytesWhenItsEndIsTaken() {
    Bytes prefix = hex("61ff");

    prefix.prefixEnd();

    assertThat(prefix.hex()).isEqualTo("61ff");
  }

  @Test
  void bytesAreOrderedUnsignedAndAPrefixComesBeforeWhatItStarts() {
    assertThat(hex("7f")).isLessThan(hex("80"));
    assertThat(hex("ff")).isGreaterThan(hex("00"));
    assertThat(hex("61")).isLessThan(hex("6100"));
    assertThat(Bytes.EMPTY).isLessThan(hex("00"));
    assertThat(hex("6162")).isEqualByComparingTo(hex("6162"));
  }

  @Test
  void nothingFitsBetweenAKeyAndTheNext() {
    Bytes key = hex("61ff");

    assertThat(key.next()).isEqualTo(hex("61ff00"));
    assertThat(key).isLessThan(key.next());
  }

  @Test
  void equalBytesAreEqualWhateverArrayTheyLieIn() {
    assertThat(Bytes.wrap(new byte[] {1, 2})).isEqualTo(Bytes.wrap(new byte[] {1, 2}));
    assertThat(Bytes.wrap(new byte[] {1, 2})).hasSameHashCodeAs(Bytes.wrap(new byte[] {1, 2}));
    assertThat(Bytes.wrap(new byte[] {1, 2})).isNotEqualTo(Bytes.wrap(new byte[] {2, 1}));
    assertThat(Bytes.wrap(new byte[0])).isSameAs(Bytes.EMPTY);
  }

  @Test
  void bytesAreJoinedAndCut() {
    Bytes whole = Bytes.utf8("/registry/").plus(Bytes.utf8("pods"));

    assertThat(whole).isEqualTo(Bytes.utf8("/registry/pods"));
    assertThat(whole.dropFirst(10)).isEqualTo(Bytes.utf8("pods"));
    assertThat(whole.dropFirst(whole.length())).isSameAs(Bytes.EMPTY);
    assertThat(whole.startsWith(Bytes.utf8("/registry/"))).isTrue();
    assertThat(whole.startsWith(Bytes.EMPTY)).isTrue();
    assertThat(whole.startsWith(whole.next())).isFalse();
    assertThat(whole.startsWith(Bytes.utf8("/Registry/"))).isFalse();
  }

  @Test
  void aKeyStartsWithAPrefixExactlyWhenItsRangeHoldsIt() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    byte[] alphabet = {0, 'a', 0x7f, (byte) 0x80, (byte) 0xfe, (byte) 0xff};
    for (int i = 0; i < 20_000; i++) {
      Bytes prefix = some(random, alphabet, 3);
      Bytes key = some(random, alphabet, 5);
      assertThat(KeyRange.prefix(prefix).contains(key))
          .as("seed %d: key %s, prefix %s", seed, key.hex(), prefix.hex())
          .isEqualTo(key.startsWith(prefix));
    }
  }

  private static Bytes some(Random random, byte[] alphabet, int atMost) {
    byte[] bytes = new byte[random.nextInt(atMost + 1)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = alphabet[random.nextInt(alphabet.length)];
    }
    return Bytes.wrap(bytes);
  }
}
