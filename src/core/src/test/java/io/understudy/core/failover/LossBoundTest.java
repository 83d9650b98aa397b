package io.understudy.core.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LossBoundTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private static final LossBound KNOWN =
      new LossBound(
          NOW,
          120,
          true,
          "phase tail",
          Optional.of(new LossBound.Verified("17", 100, NOW.minusSeconds(3720))),
          "",
          new LossBound.Contact(OptionalLong.of(125), Optional.of(NOW.minusSeconds(30))));

  @Test
  void itSaysWhatMayBeLostAndHowOldEachFactIs() {
    assertThat(KNOWN.text())
        .containsExactly(
            "the standby holds the primary's revision 120 (phase tail)",
            "the primary was last seen at revision 125: 5 revisions seen are not here, and whatever"
                + " it wrote after that is not known",
            "all that the primary held at 2026-03-01T11:59:30Z is here, 30 s ago; later writes may"
                + " be lost",
            "last verified equal at watermark 100 by check 17, 1 h 2 min ago",
            "to accept this loss, name the watermark 100");
    assertThat(KNOWN.missingRevisions()).hasValue(5);
  }

  @Test
  void onlyTheWatermarkItNamesIsAcceptance() {
    assertThat(KNOWN.accepts(100)).isTrue();
    assertThat(KNOWN.accepts(99)).isFalse();
    assertThat(KNOWN.accepts(120)).isFalse();
    assertThat(KNOWN.accepts(0)).isFalse();
  }

  @Test
  void whatIsNotKnownIsSaidToBeUnknown() {
    LossBound nothing =
        new LossBound(NOW, 0, false, "", Optional.empty(), "", LossBound.Contact.NONE);

    assertThat(nothing.text())
        .containsExactly(
            "the standby has no checkpoint: it is not known to hold any state of the primary",
            "how far the primary had come at the last contact is not known",
            "no kept check has verified that both sides were equal",
            "to accept this loss, name the watermark 0");
    assertThat(nothing.missingRevisions()).isEmpty();
    assertThat(nothing.accepts(0)).isTrue();
    assertThat(nothing.accepts(1)).isFalse();
  }

  @Test
  void aStateThatIsNotWholeAndALaterDifferenceAreSaid() {
    LossBound doubtful =
        new LossBound(
            NOW,
            120,
            false,
            "phase is resync",
            Optional.empty(),
            "check 18 found differences",
            LossBound.Contact.NONE);

    assertThat(doubtful.text())
        .contains("it is not known to be whole: objects may be missing or out of date")
        .contains("check 18 found differences");
  }
}
