package io.understudy.core.failover;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What may be lost by a promotion without the primary: all that the primary committed after the
 * watermark is, and what is between the last verified watermark and the watermark rests on the
 * mirror alone.
 *
 * @param at when the facts were read
 * @param watermark source revision that the standby has reached, 0 if there is no checkpoint
 * @param isWhole whether the standby is known to be in the state of that revision: in phase tail,
 *     not between the parts of one change
 * @param state the mirror's phase in words, for people
 * @param verified the newest kept check that compared values and found both sides equal
 * @param trouble what a check found after that one; empty if none found anything
 * @param contact when and where the primary was seen last
 */
public record LossBound(
    Instant at,
    long watermark,
    boolean isWhole,
    String state,
    Optional<Verified> verified,
    String trouble,
    Contact contact) {

  /** Output that a run of a failover begins with: the watermark that was accepted. */
  public static final String ACCEPTED = "accepted-watermark";

  /**
   * A check that found both sides equal.
   *
   * @param id of the check
   * @param watermark source revision that was compared
   * @param finishedAt when it had ended
   */
  public record Verified(String id, long watermark, Instant finishedAt) {}

  /**
   * The last contact with the primary.
   *
   * @param sourceRevision its revision then; empty if sync-service does not say
   * @param replicatedTime the standby holds all that the primary held at this time; empty if not
   *     known
   */
  public record Contact(OptionalLong sourceRevision, Optional<Instant> replicatedTime) {

    public static final Contact NONE = new Contact(OptionalLong.empty(), Optional.empty());
  }

  /** The watermark that has to be named to accept the loss; 0 if none was ever verified. */
  public long toAccept() {
    return verified.map(Verified::watermark).orElse(0L);
  }

  /**
   * Whether a loss that was accepted is the one that is possible now. It has to be the same number:
   * who names another one has read another statement than this.
   */
  public boolean accepts(long acceptedWatermark) {
    return acceptedWatermark == toAccept();
  }

  /** Source revisions that were seen and are not on the standby; empty if that is not known. */
  public OptionalLong missingRevisions() {
    return contact.sourceRevision().isPresent()
        ? OptionalLong.of(Math.max(0, contact.sourceRevision().getAsLong() - watermark))
        : OptionalLong.empty();
  }

  /** All of it for people, a sentence a line. */
  public List<String> text() {
    List<String> lines = new ArrayList<>();
    lines.add(
        watermark == 0
            ? "the standby has no checkpoint: it is not known to hold any state of the primary"
            : "the standby holds the primary's revision " + watermark + " (" + state + ")");
    if (watermark > 0 && !isWhole) {
      lines.add("it is not known to be whole: objects may be missing or out of date");
    }
    lines.add(
        contact.sourceRevision().stream()
            .mapToObj(
                last ->
                    "the primary was last seen at revision "
                        + last
                        + ": "
                        + Math.max(0, last - watermark)
                        + " revisions seen are not here, and whatever it wrote after that is not"
                        + " known")
            .findFirst()
            .orElse("how far the primary had come at the last contact is not known"));
    contact
        .replicatedTime()
        .ifPresent(
            time ->
                lines.add(
                    "all that the primary held at "
                        + time
                        + " is here, "
                        + age(time)
                        + " ago; later writes may be lost"));
    lines.add(
        verified
            .map(
                check ->
                    "last verified equal at watermark "
                        + check.watermark()
                        + " by check "
                        + check.id()
                        + ", "
                        + age(check.finishedAt())
                        + " ago")
            .orElse("no kept check has verified that both sides were equal"));
    if (!trouble.isEmpty()) {
      lines.add(trouble);
    }
    lines.add("to accept this loss, name the watermark " + toAccept());
    return List.copyOf(lines);
  }

  private String age(Instant since) {
    Duration age = Duration.between(since, at);
    if (age.isNegative()) {
      return "0 s";
    }
    return age.toHours() > 0
        ? age.toHours() + " h " + age.toMinutesPart() + " min"
        : age.toMinutes() > 0
            ? age.toMinutes() + " min " + age.toSecondsPart() + " s"
            : age.toSeconds() + " s";
  }
}
