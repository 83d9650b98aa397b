package io.understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A service in a cluster: no call that changes something is open to whom the cluster does not know,
 * or does not let. Users of the {@link ReviewingApiServer} are {@code operator}, who may do all,
 * and {@code onlooker}, who may do none of it.
 */
public abstract class ClusterAccessSuite {

  private static final Set<String> READING = Set.of("get", "head", "options", "trace");
  private static final Duration PATIENT = Duration.ofMinutes(2);
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Of the service, without a path. */
  protected abstract URI address();

  protected abstract ReviewingApiServer server();

  /** That tokens are for. */
  protected abstract String audience();

  /** As messages call the service. */
  protected abstract String service();

  /** How many calls change something. */
  protected abstract int changes();

  /** Whether the service itself says who may call it, and does not pass that on to another. */
  protected boolean isJudgedHere(String path) {
    return true;
  }

  /** A path that can be called, for one with templates. */
  protected String called(String path) {
    return path;
  }

  /** What a call that was let through would have changed; compared by {@code equals}. */
  protected abstract Object trace();

  @AfterEach
  public void theApiServerIsThere() {
    server().comeBack();
  }

  @Test
  public void noCallThatChangesSomethingIsOpenToNobodyOrToWhoLacksTheRight() {
    List<String> calls = calls();
    assertThat(calls).hasSize(changes());
    Object before = trace();

    for (String call : calls) {
      HttpResponse<String> nobody = post(call, Optional.empty());
      assertThat(nobody.statusCode()).as(call).isEqualTo(401);
      assertThat(nobody.headers().firstValue("WWW-Authenticate")).contains("Bearer");
      assertThat(bearing("made up", call)).as(call).isEqualTo(401);
      isTold(ReviewingApiServer.token("operator"), call, 401).contains("--audience " + audience());
      assertThat(bearing(ReviewingApiServer.token("operator", "another"), call)).isEqualTo(401);
      assertThat(bearing(ReviewingApiServer.tokenForAny("operator"), call)).isEqualTo(401);
      isTold(ReviewingApiServer.token("onlooker", audience()), call, 403)
          .contains("does not let onlooker");
      isTold("token-broken", call, 503).contains("answered 500");
      isTold("token-forbidden", call, 503).contains("does not let " + service());
    }
    server().goAway();
    for (String call : calls) {
      isTold(ReviewingApiServer.token("operator", audience()), call, 503)
          .contains("does not answer");
    }

    assertThat(trace()).as("nothing was done").isEqualTo(before);
    assertThat(get("/q/metrics"))
        .containsPattern("understudy_denials_total\\{why=\"unknown\"\\} [1-9]")
        .containsPattern("understudy_denials_total\\{why=\"forbidden\"\\} [1-9]")
        .containsPattern("understudy_denials_total\\{why=\"undecided\"\\} [1-9]");
  }

  /** As the API describes itself: none is forgotten. */
  private List<String> calls() {
    JsonNode paths = json(get("/q/openapi?format=json")).path("paths");
    List<String> calls = new ArrayList<>();
    paths.properties().stream()
        .filter(path -> isJudgedHere(path.getKey()))
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method -> {
                          if (!READING.contains(method) && !method.equals("parameters")) {
                            assertThat(method).isEqualTo("post");
                            calls.add(called(path.getKey()));
                          }
                        }));
    return calls;
  }

  /** A problem document. */
  private AbstractStringAssert<?> isTold(String token, String call, int status) {
    HttpResponse<String> answer = post(call, Optional.of(token));
    assertThat(answer.statusCode()).as(call).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    return assertThat(json(answer.body()).path("detail").asText()).as(call);
  }

  /** The status that a POST with this token is answered with. */
  protected final int bearing(String token, String call) {
    return post(call, Optional.of(token)).statusCode();
  }

  protected final String get(String path) {
    return send(HttpRequest.newBuilder(address().resolve(path))).body();
  }

  private HttpResponse<String> post(String call, Optional<String> token) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address().resolve(call))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.noBody());
    token.ifPresent(one -> request.header("Authorization", "Bearer " + one));
    return send(request);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return HTTP.send(request.timeout(PATIENT).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", asked);
    }
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
