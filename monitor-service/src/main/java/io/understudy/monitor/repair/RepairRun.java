package io.understudy.monitor.repair;

import com.fasterxml.jackson.databind.JsonNode;
import io.understudy.core.control.CheckLists.SurplusKey;
import io.understudy.service.rest.NotReachedException;
import io.understudy.service.rest.RestClient.Answer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Asks sync-service for what a plan holds, batch after batch, as it takes one at a time, and
 * collects what became of each key, as long as there is patience.
 */
final class RepairRun {

  private static final int ACCEPTED = 202;
  private static final int BAD_REQUEST = 400;
  private static final int CONFLICT = 409;
  private static final int LARGEST_BATCH_KEYS = 1_000;
  private static final long POLL_MILLIS = 200;
  private static final String HAS_DEPENDENTS = "has-dependents";
  private static final String DELETED = "deleted";

  private final SyncClient sync;
  private final long deadlineNanos;
  private final Map<String, String> outcomes = new LinkedHashMap<>();
  private final Map<String, Integer> unlisted = new TreeMap<>();
  private int batchKeys = LARGEST_BATCH_KEYS;
  private Optional<String> underWay = Optional.empty();

  /** One request to sync-service. */
  private record Batch(List<String> keys, List<SurplusKey> surplus) {

    int size() {
      return keys.size() + surplus.size();
    }
  }

  RepairRun(SyncClient sync, Duration patience) {
    this.sync = sync;
    this.deadlineNanos = System.nanoTime() + patience.toNanos();
  }

  /** sync-service will not do it. */
  static final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;

    RefusedException(Answer answer) {
      super("sync-service answered " + answer.status() + ", " + answer.detail());
      this.status = answer.status();
    }

    /** Whether it is about the state of the site, not about this service's credentials. */
    boolean isConflict() {
      return status == CONFLICT;
    }
  }

  /**
   * What became of it.
   *
   * @param outcomes by key
   * @param unlistedByOutcome keys that sync-service counted but could not list
   * @param underWay the id of the batch that was not done in time
   * @param notAsked keys of batches that were not sent for that reason
   */
  record Done(
      Map<String, String> outcomes,
      Map<String, Integer> unlistedByOutcome,
      Optional<String> underWay,
      int notAsked) {}

  /**
   * @throws NotReachedException if it is not configured or stopped answering
   * @throws RefusedException if it refuses, and nothing is under way
   */
  Done run(RepairPlan plan) throws NotReachedException, RefusedException {
    int left = ask(plan.keys(), List.of());
    if (underWay.isPresent()) {
      // Surplus keys wait for all that is recopied.
      return done(left + plan.surplus().size());
    }
    List<SurplusKey> surplus = plan.surplus();
    while (underWay.isEmpty() && !surplus.isEmpty()) {
      left = ask(List.of(), surplus);
      // What hung on some of them may have gone with a later batch.
      boolean progress = surplus.stream().anyMatch(key -> became(key, DELETED));
      surplus =
          progress
              ? surplus.stream().filter(key -> became(key, HAS_DEPENDENTS)).toList()
              : List.of();
    }
    return done(left);
  }

  private Done done(int notAsked) {
    return new Done(outcomes, unlisted, underWay, notAsked);
  }

  private boolean became(SurplusKey surplus, String outcome) {
    return outcome.equals(outcomes.get(surplus.key()));
  }

  /**
   * @return how many were not asked for, since an earlier batch is not done in time
   */
  private int ask(List<String> keys, List<SurplusKey> surplus)
      throws NotReachedException, RefusedException {
    Deque<Batch> batches = batches(keys, surplus);
    while (!batches.isEmpty()) {
      if (batches.element().size() > batchKeys) {
        Batch large = batches.remove();
        Deque<Batch> smaller = batches(large.keys, large.surplus);
        while (!smaller.isEmpty()) {
          batches.addFirst(smaller.removeLast());
        }
      }
      Answer answer = sync.repair(batches.element().keys, batches.element().surplus);
      switch (answer.status()) {
        case ACCEPTED -> {
          batches.remove();
          if (!await(answer.body().path("id").asText())) {
            return batches.stream().mapToInt(Batch::size).sum();
          }
        }
        case BAD_REQUEST -> halve(answer, batches.element());
        case CONFLICT -> waitForAnother(answer);
        default -> throw new RefusedException(answer);
      }
    }
    return 0;
  }

  /** It takes fewer keys at once, or their record was too large. */
  private void halve(Answer answer, Batch batch) throws RefusedException {
    if (batch.size() <= 1) {
      throw new RefusedException(answer);
    }
    batchKeys = batch.size() / 2;
  }

  private void waitForAnother(Answer answer) throws RefusedException, NotReachedException {
    if (!answer.body().path("title").asText().contains("waits") || isOver()) {
      throw new RefusedException(answer);
    }
    pause();
  }

  /** False if it is not done in time. */
  private boolean await(String id) throws NotReachedException, RefusedException {
    while (true) {
      Answer answer = sync.repairState(id);
      if (answer.status() != 200) {
        throw new RefusedException(answer);
      }
      if (answer.body().path("state").asText().equals("done")) {
        collect(answer.body());
        return true;
      }
      if (isOver()) {
        underWay = Optional.of(id);
        return false;
      }
      pause();
    }
  }

  private void collect(JsonNode body) {
    Map<String, Integer> listed = new TreeMap<>();
    for (JsonNode each : body.path("outcomes")) {
      String outcome = each.path("outcome").asText();
      outcomes.put(each.path("key").asText(), outcome);
      listed.merge(outcome, 1, Integer::sum);
    }
    body.path("counts")
        .properties()
        .forEach(
            count -> {
              int beyond = count.getValue().asInt() - listed.getOrDefault(count.getKey(), 0);
              if (beyond > 0) {
                unlisted.merge(count.getKey(), beyond, Integer::sum);
              }
            });
  }

  private boolean isOver() {
    return System.nanoTime() - deadlineNanos >= 0;
  }

  private static void pause() throws NotReachedException {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException stopping) {
      throw NotReachedException.stopping();
    }
  }

  private Deque<Batch> batches(List<String> keys, List<SurplusKey> surplus) {
    Deque<Batch> batches = new ArrayDeque<>();
    for (int i = 0; i < keys.size(); i += batchKeys) {
      List<String> some = keys.subList(i, Math.min(i + batchKeys, keys.size()));
      batches.add(new Batch(new ArrayList<>(some), List.of()));
    }
    for (int i = 0; i < surplus.size(); i += batchKeys) {
      List<SurplusKey> some = surplus.subList(i, Math.min(i + batchKeys, surplus.size()));
      batches.add(new Batch(List.of(), new ArrayList<>(some)));
    }
    return batches;
  }
}
