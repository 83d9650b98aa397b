package io.understudy.monitor.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** More readers than there are threads, all of whom wait: others are answered all the same. */
@QuarkusTest
@TestProfile(ManyReadersTest.Patient.class)
@WithTestResource(
    value = FakeServices.class,
    initArgs = @ResourceArg(name = FakeServices.READ_TIMEOUT_MS, value = "100000"))
class ManyReadersTest {

  private static final Duration BOUND = Duration.ofSeconds(90);

  /** More than understudy.http.worker-threads. */
  private static final int MANY = 240;

  /** Nothing that is waited for ends by itself. */
  public static class Patient extends PassedOnCallsTest.BetweenServices {
    @Override
    public Map<String, String> getConfigOverrides() {
      Map<String, String> all = new HashMap<>(super.getConfigOverrides());
      all.put("understudy.readiness.timeout-ms", "600000");
      all.put("understudy.readiness.connect-timeout-ms", "60000");
      return all;
    }
  }

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @Inject Arrivals arrivals;

  @BeforeEach
  void silence() {
    FakeServices.CALLS.clear();
    FakeServices.NEXT_EVENT.drainPermits();
    FakeServices.STATUS_IS_SILENT.set(true);
  }

  @AfterEach
  void goOn() {
    FakeServices.STATUS_IS_SILENT.set(false);
    FakeServices.NEXT_EVENT.release(100_000);
    http.shutdownNow();
  }

  @Test
  void whoeverWaitsForReadinessHoldsNoThread() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> readers = come("/api/v1/readiness");

    assertThat(isAlive()).isTrue();
    assertThat(answered(readers)).as("they wait").isEmpty();
    FakeServices.STATUS_IS_SILENT.set(false);
    FakeServices.NEXT_EVENT.release(100_000);
    for (CompletableFuture<HttpResponse<String>> reader : readers) {
      assertThat(reader.get(BOUND.toSeconds(), TimeUnit.SECONDS).body()).contains("\"verdicts\"");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/sync-service/status",
        "/api/v1/failover-service/operations/" + FakeServices.SILENT,
      })
  void whoeverWaitsForAnotherServiceIsOneOfFew(String path) throws Exception {
    List<CompletableFuture<HttpResponse<String>>> readers = come(path);

    assertThat(isAlive()).isTrue();
    await().atMost(BOUND).until(() -> answered(readers).size() == MANY - Waiting.MOST);
    assertThat(answered(readers))
        .allSatisfy(
            answer -> {
              assertThat(answer.statusCode()).isEqualTo(503);
              assertThat(answer.body()).contains("Too many wait already", "ask again later");
              assertThat(answer.headers().firstValue("Retry-After")).contains("5");
            });
  }

  /** Returns when all have been seen by the server. */
  private List<CompletableFuture<HttpResponse<String>>> come(String path) {
    int before = arrivals.count(path).get();
    List<CompletableFuture<HttpResponse<String>>> readers = new ArrayList<>();
    IntStream.range(0, MANY).forEach(i -> readers.add(http.sendAsync(request(path), text())));
    await().atMost(BOUND).until(() -> arrivals.count(path).get() == before + MANY);
    return readers;
  }

  private boolean isAlive() throws Exception {
    return http.send(request("/q/health/live"), text()).statusCode() == 200;
  }

  private static List<HttpResponse<String>> answered(
      List<CompletableFuture<HttpResponse<String>>> readers) {
    return readers.stream().filter(CompletableFuture::isDone).map(CompletableFuture::join).toList();
  }

  private static HttpRequest request(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + path))
        .timeout(BOUND)
        .build();
  }

  private static HttpResponse.BodyHandler<String> text() {
    return HttpResponse.BodyHandlers.ofString();
  }
}
