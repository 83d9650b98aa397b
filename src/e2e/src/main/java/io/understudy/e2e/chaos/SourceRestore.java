package io.understudy.e2e.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import io.understudy.core.control.Checkpoint;
import io.understudy.e2e.FailoverClient;
import io.understudy.e2e.SiteServices;
import io.understudy.e2e.chaos.Fault.Victim;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * An operator who restores the source from a snapshot, though writes were acknowledged since, waits
 * until the mirror refuses to follow, and then has everything compared anew. A mirror that had
 * brought over nothing of what is lost may go on unasked.
 */
final class SourceRestore {

  private static final Duration PATIENCE = Duration.ofSeconds(420);
  private static final Duration EVERY = Duration.ofMillis(500);
  private static final int WRITES_LOST = 50;
  private static final int ACCEPTED = 202;

  private final ChaosSites sites;
  private final ChaosTraffic traffic;
  private final Timeline timeline;
  private boolean asked;
  private boolean mayGoOn;

  SourceRestore(ChaosSites sites, ChaosTraffic traffic, Timeline timeline) {
    this.sites = sites;
    this.traffic = traffic;
    this.timeline = timeline;
  }

  /**
   * Returns when the target follows the source again.
   *
   * @param sameCluster whether the source keeps its cluster id
   * @return what is wrong if it does not
   */
  List<String> carryOut(boolean sameCluster) throws InterruptedException {
    Path snapshot = sites.source().snapshot();
    int before = traffic.acknowledged().size();
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> traffic.acknowledged().size() >= before + WRITES_LOST);
    traffic.pauseSource();
    long restored = sites.source().restore(snapshot, sameCluster);
    mayGoOn = sameCluster && checkpoint().filter(c -> c.watermark() > restored).isEmpty();
    timeline.say("the source is restored, same cluster: " + sameCluster);
    traffic.goOnAfterRestore();
    try {
      Awaitility.await()
          .atMost(PATIENCE)
          .pollDelay(Duration.ZERO)
          .pollInterval(EVERY)
          .ignoreExceptionsInstanceOf(UncheckedIOException.class)
          .until(this::isFollowedAgain);
      timeline.say("the source is followed again");
      return List.of();
    } catch (ConditionTimeoutException late) {
      return List.of(
          "RESTORED: %s within %d s"
              .formatted(asked ? "not followed again" : "no mirror refuses", PATIENCE.toSeconds()));
    }
  }

  /** Only a mirror that refuses is told to go on. */
  private boolean isFollowedAgain() {
    for (int i = 0; i < ChaosPlan.MIRRORS && !asked; i++) {
      ask(new Victim.Mirror(i));
    }
    long revision = sites.source().revision();
    return asked
        ? sites.target().get(ChaosSites.KEYS.resyncRequest()).isEmpty() && isTailing(0)
        : mayGoOn && isTailing(revision);
  }

  private boolean isTailing(long revision) {
    return checkpoint()
        .filter(c -> c.phase() == Checkpoint.Phase.TAIL && c.watermark() >= revision)
        .isPresent();
  }

  private Optional<Checkpoint> checkpoint() {
    return sites
        .target()
        .get(ChaosSites.KEYS.checkpoint())
        .map(kv -> Checkpoint.fromJson(kv.value()));
  }

  private void ask(Victim.Mirror mirror) {
    try (FailoverClient sync =
        new FailoverClient(sites.service(mirror).process().address(), SiteServices.TOKEN)) {
      JsonNode status = sync.get("/api/v1/status").body();
      if (status.path("phase").asText().equals("refused")) {
        timeline.say("refused: " + status.path("reason").asText());
        asked =
            sync.post("/api/v1/resync", FailoverClient.object().put("accept", 0)).status()
                == ACCEPTED;
      }
    }
  }
}
