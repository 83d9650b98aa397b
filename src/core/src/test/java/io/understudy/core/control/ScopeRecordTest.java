package io.understudy.core.control;

import static io.understudy.core.control.CorruptRecords.spoilt;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.control.CorruptRecords.Damage;
import io.understudy.core.port.Bytes;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScopeRecordTest {

  private static final ScopeRecord TWO = new ScopeRecord(List.of("old: \"1\"\n", "new: 2\n"));

  @Test
  void aScopeIsReadAsItWasWritten() {
    assertThat(ScopeRecord.fromJson(TWO.toJson())).isEqualTo(TWO);
    assertThat(ScopeRecord.fromJson(new ScopeRecord(List.of()).toJson()).rules()).isEmpty();
  }

  @Test
  void newRulesComeAfterTheOnesThereAre() {
    assertThat(TWO.with("third").rules()).containsExactly("old: \"1\"\n", "new: 2\n", "third");
  }

  @Test
  void rulesThatAreThereAlreadyKeepTheirPlace() {
    assertThat(TWO.with("old: \"1\"\n")).isEqualTo(TWO);
  }

  static Stream<Damage> damages() {
    Bytes good = new ScopeRecord(List.of("text")).toJson();
    return Stream.of(
        new Damage(spoilt(good, "[\"text\"]", "[1]"), "'rules'"),
        new Damage(spoilt(good, "[\"text\"]", "[\"text\",null]"), "'rules'"),
        new Damage(spoilt(good, "[\"text\"]", "\"text\""), "'rules'"),
        new Damage(spoilt(good, "[\"text\"]", "{\"a\":\"text\"}"), "'rules'"),
        new Damage(spoilt(good, "[\"text\"]", "null"), "'rules'"),
        new Damage(spoilt(good, "\"rules\"", "\"rule\""), "'rules'"));
  }

  @ParameterizedTest
  @MethodSource("damages")
  void aDamagedFieldIsNamed(Damage damage) {
    CorruptRecords.assertRefused(ScopeRecord::fromJson, "scope", damage);
  }

  @Test
  void whatIsNoRecordAtAllIsRefused() {
    CorruptRecords.assertRefusesWhatIsNoRecord(ScopeRecord::fromJson, "scope", TWO.toJson());
  }
}
