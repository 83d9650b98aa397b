package io.understudy.e2e.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.e2e.FailoverClient;
import io.understudy.testkit.sample.BulkConfigMaps;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * How long users are without the platform, and what they lose: a switchover under their load, and a
 * failover after the primary's etcd was killed. Told by the operation itself, and measured from
 * outside: from the last write that was acknowledged at the old VIP to the first one at the new.
 */
final class FailoverBench {

  private static final int VALUE_BYTES = 1024;
  private static final int WRITES_BEFORE = 1_000;
  private static final Duration TIMEOUT = Duration.ofMinutes(10);
  private static final Duration LOOK_EVERY = Duration.ofMillis(20);

  private final Report report;
  private final Path folder;
  private final BenchEtcd.Storage storage;
  private final BulkConfigMaps maps;

  /**
   * One operation.
   *
   * @param rtoSeconds as the operation reports it
   * @param usersSeconds as it was measured from outside
   * @param lost acknowledged writes that the new primary lacks, with their age
   * @param stepSeconds by name, in their order
   */
  private record Measured(
      double rtoSeconds,
      double usersSeconds,
      VipUsers.Loss lost,
      int acknowledged,
      Map<String, Double> stepSeconds) {}

  /**
   * @param folder for logs
   */
  FailoverBench(Report report, Path folder, Options options) {
    this.report = report;
    this.folder = folder;
    this.storage = options.storage();
    this.maps = new BulkConfigMaps(options.failoverKeys(), VALUE_BYTES);
  }

  /**
   * @throws BenchFailure if an operation does not succeed, or a switchover loses something
   */
  void run(int rounds) {
    report.say(
        "failover, %,d keys of 1 KiB on both sides, %d rounds".formatted(maps.count(), rounds));
    List<Measured> switchovers = new ArrayList<>();
    List<Measured> failovers = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      switchovers.add(say(round, "switchover", switchover(round)));
      failovers.add(say(round, "failover", failover(round)));
    }
    tell("switchover", switchovers);
    tell("failover", failovers);
  }

  private Measured switchover(int round) {
    try (FailoverSites sites = sites("switchover-" + round)) {
      try (VipUsers users = loaded(sites);
          FirstWrite first = FirstWrite.at(sites.standby().proxy().port())) {
        FailoverClient client = sites.services().failover();
        JsonNode done = client.awaitEnd(client.begin("switchover", TIMEOUT), TIMEOUT);
        Measured measured = measured(sites, done, users, first);
        if (measured.lost().writes() > 0) {
          throw new BenchFailure("a switchover lost " + measured.lost());
        }
        return measured;
      }
    }
  }

  /** The operator is there at once, as what a person needs to decide is nobody's to measure. */
  private Measured failover(int round) {
    try (FailoverSites sites = sites("failover-" + round)) {
      try (VipUsers users = loaded(sites);
          FirstWrite first = FirstWrite.at(sites.standby().proxy().port())) {
        sites.killPrimary();
        FailoverClient client = sites.services().failover();
        JsonNode done = client.awaitEnd(begunFailover(client), TIMEOUT);
        return measured(sites, done, users, first);
      }
    }
  }

  private static String begunFailover(FailoverClient client) {
    long end = System.nanoTime() + TIMEOUT.toNanos();
    while (true) {
      JsonNode plan = client.plan("failover");
      ObjectNode request = FailoverClient.request(plan);
      request.putObject("acceptDataLoss").set("watermark", plan.path("acceptDataLoss"));
      FailoverClient.Answer answer = client.begin(request);
      if (answer.body().hasNonNull("id")) {
        return answer.body().path("id").asText();
      }
      if (System.nanoTime() > end) {
        throw new BenchFailure("no failover could be begun: " + answer.body());
      }
      Arrival.sleep(LOOK_EVERY);
    }
  }

  private FailoverSites sites(String name) {
    return new FailoverSites(folder.resolve(name), storage, maps);
  }

  private VipUsers loaded(FailoverSites sites) {
    VipUsers users = VipUsers.at(sites.primary().usersEndpoint(), maps);
    long end = System.nanoTime() + TIMEOUT.toNanos();
    while (users.acknowledged() < Math.min(WRITES_BEFORE, maps.count() / 2)) {
      if (System.nanoTime() > end) {
        users.close();
        throw new BenchFailure("the primary takes no writes");
      }
      Arrival.sleep(LOOK_EVERY);
    }
    return users;
  }

  private static Measured measured(
      FailoverSites sites, JsonNode done, VipUsers users, FirstWrite first) {
    if (!done.path("state").asText().equals("succeeded")) {
      throw new BenchFailure("the operation did not succeed: " + done);
    }
    long letIn = first.nanos(TIMEOUT);
    users.close();
    Map<String, Double> steps = new LinkedHashMap<>();
    done.path("steps")
        .forEach(step -> steps.put(step.path("name").asText(), step.path("seconds").asDouble()));
    try (Store standby = new Store(sites.standby().etcd().endpoint())) {
      return new Measured(
          done.path("rtoSeconds").asDouble(Double.NaN),
          (letIn - users.lastNanos()) / 1e9,
          users.lostIn(standby),
          users.acknowledged(),
          steps);
    }
  }

  private Measured say(int round, String verb, Measured measured) {
    report.say(
        "  round %d  %-10s RTO %6.2f s reported, %6.2f s for users; lost %d of %,d writes, %.3f s"
            .formatted(
                round,
                verb,
                measured.rtoSeconds(),
                measured.usersSeconds(),
                measured.lost().writes(),
                measured.acknowledged(),
                measured.lost().seconds()));
    return measured;
  }

  private void tell(String verb, List<Measured> all) {
    report.row(
        "failover",
        verb,
        "RTO %.2f s reported".formatted(median(all, Measured::rtoSeconds)),
        "%.2f s for users".formatted(median(all, Measured::usersSeconds)),
        "RPO %.3f s".formatted(median(all, one -> one.lost().seconds())),
        "%.0f writes lost".formatted(median(all, one -> one.lost().writes())));
    all.getFirst()
        .stepSeconds()
        .keySet()
        .forEach(
            step ->
                report.row(
                    "failover",
                    verb + ", step " + step,
                    "%.2f s".formatted(median(all, one -> one.stepSeconds().get(step)))));
  }

  private static double median(List<Measured> all, ToDoubleFunction<Measured> which) {
    return Report.median(all.stream().map(which::applyAsDouble).toList());
  }
}
