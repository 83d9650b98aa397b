package io.understudy.failover.mirror;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.understudy.failover.kube.PrimaryServers.Server;
import io.understudy.failover.kube.StandbyServers;
import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks each API server of this site to go on from a revision of the old primary, as a client would.
 * Each keeps recent revisions in memory, whatever its etcd has dropped, until it is restarted.
 */
final class OldRevision {

  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String WATCH =
      "/api/v1/namespaces?watch=true&timeoutSeconds=1&resourceVersion=";

  private final StandbyServers servers;
  private final long revision;

  OldRevision(StandbyServers servers, long revision) {
    this.servers = servers;
    this.revision = revision;
  }

  /**
   * What one of them made of it.
   *
   * @param said what it answered instead; empty if it is too old for it
   */
  private record Answer(String address, String said) {

    private boolean isTooOld() {
      return said.isEmpty();
    }
  }

  /**
   * Waits until all of them say that it is too old.
   *
   * @return a line for each
   * @throws StepFailedException if they do not in time, or they cannot be listed
   */
  List<String> prove(StepContext context) throws InterruptedException {
    List<String> behind = new ArrayList<>();
    try {
      return context.await(
          "every API server of this site to call revision "
              + revision
              + " of the old primary too old; restart those that do not",
          EVERY,
          () -> look(behind));
    } catch (StepFailedException over) {
      throw behind.isEmpty()
          ? over
          : new StepFailedException(
              over.getMessage() + "; at last: " + String.join("; ", behind), over);
    }
  }

  /** A line for each as it is now; nothing is waited for. */
  List<String> look() {
    try {
      return servers.all().stream()
          .map(this::ask)
          .map(answer -> answer.isTooOld() ? line(answer) : "WARNING: " + line(answer))
          .toList();
    } catch (KubernetesClientException unknown) {
      return List.of("WARNING: this site's API servers were not asked: " + unknown.getMessage());
    }
  }

  private Optional<List<String>> look(List<String> behind) {
    behind.clear();
    List<Answer> answers;
    try {
      answers = servers.all().stream().map(this::ask).toList();
    } catch (KubernetesClientException unknown) {
      behind.add("this site's API servers: " + unknown.getMessage());
      return Optional.empty();
    }
    answers.stream().filter(one -> !one.isTooOld()).map(OldRevision::line).forEach(behind::add);
    return behind.isEmpty()
        ? Optional.of(answers.stream().map(OldRevision::line).toList())
        : Optional.empty();
  }

  private static String line(Answer answer) {
    return "API server "
        + answer.address()
        + (answer.isTooOld()
            ? " answers a watch from the old primary's revision as too old"
            : ": " + answer.said());
  }

  private Answer ask(Server server) {
    try {
      String events = server.client().raw(WATCH + revision);
      return new Answer(
          server.address(),
          isExpired(events) ? "" : "it goes on from the old primary's revision " + revision);
    } catch (KubernetesClientException failure) {
      boolean isTooOld = failure.getCode() == HttpURLConnection.HTTP_GONE;
      String said = String.valueOf(failure.getMessage());
      return new Answer(
          server.address(),
          isTooOld ? "" : "it does not say: " + said.lines().findFirst().orElse(""));
    }
  }

  /** The first event tells: an error with the status code of what is gone. */
  private static boolean isExpired(@Nullable String events) {
    if (events == null || events.isBlank()) {
      return false;
    }
    try {
      JsonNode first = JSON.readTree(events.lines().findFirst().orElse(""));
      return "ERROR".equals(first.path("type").asText())
          && first.path("object").path("code").asInt() == HttpURLConnection.HTTP_GONE;
    } catch (JsonProcessingException notOne) {
      return false;
    }
  }
}
