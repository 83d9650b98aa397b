package io.understudy.failover.mirror;

import com.fasterxml.jackson.databind.JsonNode;
import io.understudy.core.check.CheckBook;
import io.understudy.core.control.CheckRecord;
import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.failover.LossBound;
import io.understudy.core.failover.mirror.DrainState;
import io.understudy.failover.step.StepFailedException;
import io.understudy.service.rest.NotReachedException;
import io.understudy.service.rest.RestClient;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads what bounds the loss of a promotion without the primary: the checkpoint and the kept checks
 * from this site's etcd, the last contact from sync-service if that answers.
 */
@Singleton
public class LossBounds {

  private final MirrorSite site;

  @Inject
  public LossBounds(MirrorSite site) {
    this.site = site;
  }

  /**
   * As it is now.
   *
   * @throws StepFailedException if this site's etcd does not answer or a record is damaged
   */
  public LossBound read() {
    SiteState state = site.state();
    long watermark = state.checkpoint() == null ? 0 : state.checkpoint().watermark();
    boolean isWhole = state.drained(0) instanceof DrainState.Reached;
    return site.reading(
        () -> {
          Checks checks = checks(state);
          return new LossBound(
              site.timing().now(),
              watermark,
              isWhole,
              said(state),
              checks.verified(),
              checks.trouble(),
              contact(site));
        });
  }

  private static String said(SiteState state) {
    return switch (state.drained(0)) {
      case DrainState.Reached reached -> "phase tail";
      case DrainState.Waiting waiting -> waiting.why();
      case DrainState.Never never -> never.why();
    };
  }

  private record Checks(Optional<LossBound.Verified> verified, String trouble) {}

  private Checks checks(SiteState state) {
    CheckBook book = new CheckBook(site.ends().target(), site.keys());
    String trouble = "";
    List<String> ids = book.ids();
    for (String id : ids.subList(0, Math.min(ids.size(), site.limits().checksMax()))) {
      Optional<CheckRecord> found = find(book, id);
      if (found.isEmpty()) {
        continue;
      }
      CheckRecord check = found.get();
      if (isOfAnotherLife(check, state)) {
        continue;
      }
      if (check.result() == CheckRecord.Result.CONSISTENT && !check.reading().keysOnly()) {
        return new Checks(
            Optional.of(
                new LossBound.Verified(id, check.reading().watermark(), check.finishedAt())),
            trouble);
      }
      if (check.result() == CheckRecord.Result.INCONSISTENT && trouble.isEmpty()) {
        trouble =
            "check "
                + id
                + " found differences at watermark "
                + check.reading().watermark()
                + ", at "
                + check.finishedAt()
                + ": "
                + failing(check.counts())
                + " keys";
      }
    }
    return new Checks(Optional.empty(), trouble);
  }

  /**
   * Of a source that was made anew since, or of another direction: what is here never came to its
   * watermark, which means nothing here.
   */
  private static boolean isOfAnotherLife(CheckRecord check, SiteState state) {
    Checkpoint checkpoint = state.checkpoint();
    return checkpoint != null && check.reading().watermark() > checkpoint.watermark();
  }

  private static long failing(CheckRecord.Counts counts) {
    return counts.missed() + counts.surplus() + counts.blocked() + counts.unequal();
  }

  /** One that is damaged has verified nothing. */
  private static Optional<CheckRecord> find(CheckBook book, String id) {
    try {
      return book.find(id);
    } catch (CorruptRecordException damaged) {
      return Optional.empty();
    }
  }

  /**
   * A time at which the primary held nothing that is not here: the later one of what the checkpoint
   * says and what sync-service does. Empty if the standby is not known to be whole.
   */
  static Optional<Instant> heldUntil(MirrorSite site) {
    Checkpoint checkpoint = site.state().checkpoint();
    boolean isWhole =
        checkpoint != null && checkpoint.phase() == Checkpoint.Phase.TAIL && !checkpoint.inParts();
    if (checkpoint == null || !isWhole) {
      return Optional.empty();
    }
    Instant observed = checkpoint.observedAt();
    return contact(site, Optional.of(site.limits().askSync()))
        .replicatedTime()
        .filter(observed::isBefore)
        .or(() -> Optional.of(observed));
  }

  /** As sync-service tells of it; nothing if it does not answer. */
  static LossBound.Contact contact(MirrorSite site) {
    return contact(site, Optional.empty());
  }

  /**
   * @param patience empty for what is configured
   */
  private static LossBound.Contact contact(MirrorSite site, Optional<Duration> patience) {
    try {
      String path = "/api/v1/status";
      RestClient.Answer status =
          patience.isPresent() ? site.sync().get(path, patience.get()) : site.sync().get(path);
      if (!status.isOk()) {
        return LossBound.Contact.NONE;
      }
      JsonNode revision = status.body().path("sourceRevision");
      return new LossBound.Contact(
          revision.isIntegralNumber() && revision.longValue() > 0
              ? OptionalLong.of(revision.longValue())
              : OptionalLong.empty(),
          instant(status.body().path("replicatedTime")));
    } catch (NotReachedException silent) {
      return LossBound.Contact.NONE;
    }
  }

  private static Optional<Instant> instant(JsonNode text) {
    try {
      return text.isTextual() ? Optional.of(Instant.parse(text.textValue())) : Optional.empty();
    } catch (DateTimeParseException notOne) {
      return Optional.empty();
    }
  }
}
