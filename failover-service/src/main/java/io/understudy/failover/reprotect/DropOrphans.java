package io.understudy.failover.reprotect;

import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.control.RepairResult;
import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Forecast;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyValue;
import io.understudy.failover.reprotect.Leftovers.Confirmed;
import io.understudy.failover.reprotect.Leftovers.Found;
import io.understudy.failover.reprotect.PeerSync.Repair;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import io.understudy.service.rest.NotReachedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What the mirror of the other direction cannot tell from the standby's own is surplus there until
 * it is deleted. The one who may write there does it, fenced, each key only at the revision at
 * which it was confirmed.
 *
 * @param keysAtOnce of one request
 */
record DropOrphans(Leftovers leftovers, PeerSync peer, int keysAtOnce) implements Step {

  private static final Duration EVERY = Duration.ofMillis(500);
  private static final int NAMED_MAX = 10;
  private static final String IN_SOURCE = RepairResult.Outcome.IN_SOURCE.text();

  @Override
  public Forecast plan(PlanContext context) {
    String will =
        "deletes on the old primary the confirmed late writes of which this site has nothing";
    if (!peer.isConfigured()) {
      return new Forecast(
          will,
          List.of(),
          List.of(),
          List.of(
              "understudy.peer.sync.url is not set, so this step waits for people: " + byHand()));
    }
    try {
      return Forecast.will(
          will, "the other site's sync-service is in phase " + peer.status().phase());
    } catch (NotReachedException unreached) {
      return Forecast.problem(will, String.valueOf(unreached.getMessage()));
    }
  }

  private static String byHand() {
    return "delete what is surplus on the old primary by POST /api/v1/repair of its sync-service, or"
        + " by POST /api/v1/checks/{id}/repair of its monitor-service";
  }

  @Override
  public Evidence run(StepContext context) throws InterruptedException {
    Confirmed list = confirmed(context);
    told(context, list);
    Map<String, Long> outcomes = new TreeMap<>();
    long asked = 0;
    boolean hasFollowed = false;
    Found found = find(list);
    while (!found.confirmed().isEmpty()) {
      requireNoMore(list, found);
      int before = found.confirmed().size();
      if (peer.isConfigured()) {
        outcomes.clear();
        asked += drop(context, found.confirmed(), outcomes);
        found = find(list);
        boolean isLess = found.confirmed().size() < before;
        if (!isLess && !hasFollowed && outcomes.containsKey(IN_SOURCE)) {
          awaitFollowed(context);
          found = find(list);
          hasFollowed = true;
        } else {
          requireProgress(before, found, outcomes);
          hasFollowed = false;
        }
      } else {
        found = awaitPeople(context, list);
      }
    }
    return evidence(list, found, asked, outcomes);
  }

  /** As {@code confirm-orphans} of this run has left it. */
  private static Confirmed confirmed(StepContext context) {
    Optional<String> watermark = context.output(OrphanSteps.CONFIRMED_WATERMARK);
    Optional<String> revision = context.output(OrphanSteps.CONFIRMED_REVISION);
    Optional<String> written = context.output(OrphanSteps.CONFIRMED_WRITTEN);
    if (watermark.isEmpty() || revision.isEmpty() || written.isEmpty()) {
      throw new StepFailedException(
          "no list of orphans was confirmed in this run, so nothing is deleted; put confirm-orphans"
              + " before this step");
    }
    return new Confirmed(
        Long.parseLong(watermark.get()),
        Long.parseLong(revision.get()),
        Long.parseLong(written.get()));
  }

  private void told(StepContext context, Confirmed list) throws InterruptedException {
    String[] last = {""};
    try {
      context.await(
          "the old primary's mirror to tell its foreign keys",
          EVERY,
          () -> {
            Optional<String> untold = reading(() -> leftovers.untold(list));
            last[0] = untold.orElse("");
            return untold.isPresent() ? Optional.empty() : Optional.of(list);
          });
    } catch (StepFailedException failed) {
      throw last[0].isEmpty()
          ? failed
          : new StepFailedException(failed.getMessage() + "; at last: " + last[0], failed);
    }
  }

  private Found find(Confirmed list) {
    return reading(() -> leftovers.find(list));
  }

  /** One that was not in the list must not go. */
  private static void requireNoMore(Confirmed list, Found found) {
    if (found.confirmed().size() > list.written()) {
      throw new StepFailedException(
          found.confirmed().size()
              + " keys of the old primary look confirmed, and "
              + list.written()
              + " were; nothing is deleted. "
              + byHand());
    }
  }

  /**
   * @return keys that were asked for
   */
  private long drop(StepContext context, List<KeyValue> keys, Map<String, Long> outcomes)
      throws InterruptedException {
    List<KeyValue> nameable =
        keys.stream().filter(kv -> Bytes.utf8(kv.key().utf8()).equals(kv.key())).toList();
    for (int from = 0; from < nameable.size(); from += keysAtOnce) {
      List<KeyValue> some = nameable.subList(from, Math.min(nameable.size(), from + keysAtOnce));
      Repair asked =
          context.await(
              "the old primary's sync-service to take a repair", EVERY, () -> peer.repair(some));
      Repair done =
          asked.isDone()
              ? asked
              : context.await(
                  "the old primary's mirror to delete " + some.size() + " keys",
                  EVERY,
                  () -> peer.repairIfReached(asked.id()).filter(Repair::isDone));
      done.counts().forEach((outcome, count) -> outcomes.merge(outcome, count, Long::sum));
    }
    return nameable.size();
  }

  /**
   * Somebody has made an object here under the name of a late write. Where it is mirrored it takes
   * that one's place; where it is parked, that one may go once it is.
   */
  private void awaitFollowed(StepContext context) throws InterruptedException {
    long present = reading(leftovers::present);
    context.await(
        "the old primary's mirror to have all that this site has at revision " + present,
        EVERY,
        () -> Optional.of(present).filter(all -> reading(() -> leftovers.hasFollowed(all))));
  }

  private static void requireProgress(int before, Found found, Map<String, Long> outcomes) {
    if (found.confirmed().size() >= before) {
      throw new StepFailedException(
          before
              + " confirmed late writes stay on the old primary ("
              + outcomes
              + "), the first: "
              + named(found.confirmed().stream().map(KeyValue::key).toList())
              + "; see what hangs on them there, and run it again, or ignore this step: they stay"
              + " surplus");
    }
  }

  private Found awaitPeople(StepContext context, Confirmed list) throws InterruptedException {
    return context.await(
        "people: " + byHand(),
        EVERY,
        () -> Optional.of(find(list)).filter(found -> found.confirmed().isEmpty()));
  }

  private static String named(List<Bytes> keys) {
    return String.join(", ", keys.stream().limit(NAMED_MAX).map(Bytes::utf8).toList());
  }

  private static Evidence evidence(
      Confirmed list, Found found, long asked, Map<String, Long> outcomes) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "of "
            + list.written()
            + " confirmed late writes, put after revision "
            + list.watermark()
            + " and up to "
            + list.revision()
            + ", the old primary's etcd has none any more that this site lacks");
    if (asked > 0) {
      lines.add("its sync-service was asked for " + asked + " keys, at last: " + outcomes);
    }
    if (!found.others().isEmpty()) {
      lines.add(
          found.others().size()
              + " foreign keys stay there that were not confirmed, the first: "
              + named(found.others()));
    }
    return new Evidence(
        asked == 0 ? "no confirmed late write was left" : "the confirmed late writes are deleted",
        lines,
        Map.of("foreign-keys", Integer.toString(found.others().size())));
  }

  private static <T> T reading(Supplier<T> read) {
    try {
      return read.get();
    } catch (EtcdException | CorruptRecordException failure) {
      throw new StepFailedException(
          "what is left on the old primary cannot be told: " + failure.getMessage(), failure);
    }
  }
}
