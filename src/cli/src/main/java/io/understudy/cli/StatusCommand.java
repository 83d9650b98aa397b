package io.understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;

/** Mirror, roles, last check and operation in one view. */
@Command(
    name = "status",
    description =
        "Shows the mirror and its lag, the sites' roles, the last check and what operation goes"
            + " on. What does not answer is shown as unknown.",
    footer = {
      "",
      "Exit code 3 if something is known not to be as it should, else 5 if a service is silent or",
      "the mirror's leader is not reached.",
      "",
      "Examples:",
      "  understudy status",
      "  understudy status -o json | jq .mirror.lagSeconds"
    })
final class StatusCommand extends RemoteCommand {

  /** Each reaches another replica of sync-service, by chance. */
  private static final int ATTEMPTS = 3;

  private static final String NO_LEADER =
      "a replica that follows answers for sync-service, and its leader is not reached";

  @Override
  Duration patience() {
    return Duration.ofSeconds(15);
  }

  @Override
  public Integer call() {
    StatusView view;
    // Side by side: on the day it matters one of them may be silent.
    try (ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofPlatform().daemon().factory())) {
      Rest rest = rest();
      Duration timeout = timeout();
      Future<Heard> mirror = threads.submit(() -> mirror(rest, timeout));
      Future<Heard> role =
          threads.submit(() -> hear(rest, Service.FAILOVER, "/api/v1/role", timeout));
      Future<Heard> checks =
          threads.submit(() -> hear(rest, Service.MONITOR, "/api/v1/checks?limit=20", timeout));
      Future<Heard> operations =
          threads.submit(() -> hear(rest, Service.FAILOVER, "/api/v1/operations", timeout));
      view =
          new StatusView(
              of(mirror),
              of(role),
              newestDone(of(checks)),
              running(of(operations)),
              root().world().time().instant());
    }
    if (format().isForPeople()) {
      view.table().print(out());
    } else {
      format().print(view.document(), out());
    }
    return view.code();
  }

  /**
   * What the leader says: a follower knows neither whether it is paused nor what it waits for. From
   * here one connection reaches one replica; monitor-service reaches any.
   */
  private static Heard mirror(Rest rest, Duration timeout) {
    Heard nearest = hear(rest, Service.SYNC, "/api/v1/status", timeout);
    if (nearest.isSilent() || !isOfAFollower(nearest)) {
      return nearest;
    }
    Heard other = nearest;
    for (int i = 0; i < ATTEMPTS && !other.isSilent() && isOfAFollower(other); i++) {
      other = hear(rest, Service.MONITOR, "/api/v1/sync-service/status", timeout);
    }
    if (other.isSilent()) {
      return new Heard(nearest.answer(), NO_LEADER + "; " + other.silent());
    }
    return isOfAFollower(other) ? new Heard(nearest.answer(), NO_LEADER) : other;
  }

  private static boolean isOfAFollower(Heard mirror) {
    JsonNode status = mirror.answer();
    // On a promoted site nobody leads.
    return status.path("role").asText("").equals("follower")
        && !status.path("phase").asText("").equals("promoted");
  }

  private static Heard hear(Rest rest, Service service, String path, Duration timeout) {
    try {
      return new Heard(rest.get(service, path, timeout), "");
    } catch (Failure failure) {
      if (failure.code() == ExitCode.USAGE) {
        throw failure;
      }
      return new Heard(Rest.object(), failure.says());
    }
  }

  private static Heard of(Future<Heard> answer) {
    try {
      return answer.get();
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof Failure told) {
        throw told;
      }
      throw new IllegalStateException("cannot ask", failure);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new Failure(ExitCode.ERROR, "interrupted while asking the services");
    }
  }

  /** In place of the list; one that says nothing of values only if there is no other. */
  private static Heard newestDone(Heard checks) {
    JsonNode keysAlone = Rest.object();
    for (JsonNode each : checks.answer().path("checks")) {
      if (each.path("state").asText("").equals("done")) {
        if (!StatusView.saysKeysAlone(each)) {
          return new Heard(each, checks.silent());
        }
        keysAlone = keysAlone.isEmpty() ? each : keysAlone;
      }
    }
    return new Heard(keysAlone, checks.silent());
  }

  private static Heard running(Heard operations) {
    return operations.isSilent()
        ? operations
        : new Heard(Operations.goingOn(operations.answer()).orElse(Rest.object()), "");
  }

  /**
   * What one service said.
   *
   * @param answer an empty object if it said nothing
   * @param silent why it said nothing, or nothing that can be gone by; empty if it did
   */
  record Heard(JsonNode answer, String silent) {

    boolean isSilent() {
      return !silent.isEmpty();
    }

    /** For a document. */
    JsonNode document() {
      if (!isSilent()) {
        return answer;
      }
      ObjectNode unknown = Rest.object();
      unknown.setAll((ObjectNode) answer);
      return unknown.put("unknown", silent);
    }
  }
}
