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
      "Exit code 3 if something is known not to be as it should, else 5 if a service is silent.",
      "",
      "Examples:",
      "  understudy status",
      "  understudy status -o json | jq .mirror.lagSeconds"
    })
final class StatusCommand extends RemoteCommand {

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
      Future<Heard> mirror =
          threads.submit(() -> hear(rest, Service.SYNC, "/api/v1/status", timeout));
      Future<Heard> role =
          threads.submit(() -> hear(rest, Service.FAILOVER, "/api/v1/role", timeout));
      Future<Heard> checks =
          threads.submit(() -> hear(rest, Service.MONITOR, "/api/v1/checks?limit=20", timeout));
      Future<Heard> operations =
          threads.submit(() -> hear(rest, Service.FAILOVER, "/api/v1/operations", timeout));
      view =
          new StatusView(
              of(mirror), of(role), of(checks).newestDone("checks"), running(of(operations)));
    }
    if (format().isForPeople()) {
      view.table().print(out());
    } else {
      format().print(view.document(), out());
    }
    return view.code();
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

  private static Heard running(Heard operations) {
    return operations.isSilent()
        ? operations
        : new Heard(Operations.goingOn(operations.answer()).orElse(Rest.object()), "");
  }

  /**
   * What one service said.
   *
   * @param answer an empty object if it said nothing
   * @param silent why it said nothing; empty if it did
   */
  record Heard(JsonNode answer, String silent) {

    boolean isSilent() {
      return !silent.isEmpty();
    }

    /** The newest of a list that is done, in place of the list. */
    Heard newestDone(String list) {
      for (JsonNode each : answer.path(list)) {
        if (each.path("state").asText("").equals("done")) {
          return new Heard(each, silent);
        }
      }
      return new Heard(Rest.object(), silent);
    }

    /** For a document. */
    JsonNode document() {
      if (!isSilent()) {
        return answer;
      }
      ObjectNode unknown = Rest.object();
      return unknown.put("unknown", silent);
    }
  }
}
