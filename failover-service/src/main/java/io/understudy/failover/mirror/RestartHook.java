package io.understudy.failover.mirror;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import io.understudy.service.rest.NotReachedException;
import io.understudy.service.rest.RestClient;
import io.understudy.service.settings.RestSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Whoever restarts this site's API servers, told by HTTP. */
final class RestartHook {

  private static final Duration MOST = Duration.ofMinutes(5);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private RestartHook() {}

  /** Why such an address cannot be called; empty if it can. */
  static Optional<String> problem(String url) {
    try {
      URI address = new URI(url);
      boolean isHttp = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
      return isHttp && address.getHost() != null && address.getRawUserInfo() == null
          ? Optional.empty()
          : Optional.of(bad(url));
    } catch (URISyntaxException malformed) {
      return Optional.of(bad(url));
    }
  }

  private static String bad(String url) {
    return url.isEmpty()
        ? "restart is webhook and no url is given; give url"
        : "its url is no address of a webhook; write http://host:port/path or https://host/path";
  }

  /**
   * @return what it answered
   * @throws StepFailedException unless it took it
   */
  static String call(String url, StepContext context) {
    URI address = URI.create(url);
    String path =
        address.getRawPath() + (address.getRawQuery() == null ? "" : "?" + address.getRawQuery());
    String base = address.getScheme() + "://" + address.getRawAuthority();
    Duration left = context.left().compareTo(MOST) < 0 ? context.left() : MOST;
    Duration timeout = left.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : left;
    RestClient client =
        new RestClient(
            "the webhook that restarts API servers",
            new RestSettings("runbook", Optional.of(URI.create(base)), Optional.empty(), timeout));
    ObjectNode body =
        JSON.createObjectNode()
            .put("run", context.run())
            .put("step", context.step())
            .put("action", "restart-api-servers");
    String key = "run-" + context.run() + "-" + context.step();
    try {
      RestClient.Answer answer = client.post(path, body, Map.of("Idempotency-Key", key));
      if (!answer.isOk()) {
        throw new StepFailedException(
            "the webhook that restarts API servers answered "
                + answer.status()
                + ": "
                + answer.detail()
                + "; see its log, and run the step again");
      }
      return "the webhook that restarts API servers answered " + answer.status();
    } catch (NotReachedException silent) {
      throw new StepFailedException(
          "the webhook that restarts API servers does not answer; see whether " + base + " runs",
          silent);
    }
  }
}
