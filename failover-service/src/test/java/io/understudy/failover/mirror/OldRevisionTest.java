package io.understudy.failover.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Forecast;
import io.understudy.core.failover.Verb;
import io.understudy.failover.kube.PrimaryServers.Server;
import io.understudy.failover.kube.StandbyServers;
import io.understudy.failover.mirror.FakeHttp.Reply;
import io.understudy.failover.step.FewLooks;
import io.understudy.failover.step.OneStep;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepFailedException;
import io.understudy.failover.web.WebServer;
import io.understudy.testkit.GrantedRights;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each API server of the promoted site is asked to go on from the old primary's last revision: two
 * servers that answer watches, before a real etcd.
 */
class OldRevisionTest {

  @RegisterExtension
  static final GrantedRights RIGHTS =
      GrantedRights.of("etcd-sync-failover", "cpaas-system", OldRevisionTest.class);

  private static final String NAMESPACES = "/api/v1/namespaces";
  private static final Reply TOO_OLD =
      Reply.json(
          200,
          "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":410,\"reason\":\"Expired\","
              + "\"message\":\"too old resource version\"}}\n");
  private static final Reply GONE = Reply.problem(410, "Gone", "too old resource version");

  /** As one that has it in memory. */
  private static final Reply GOES_ON =
      Reply.json(200, "{\"type\":\"ADDED\",\"object\":{\"kind\":\"Namespace\",\"metadata\":{}}}\n");

  @TempDir private Path directory;
  private final FakeHttp first = new FakeHttp();
  private final FakeHttp second = new FakeHttp();
  private final KubernetesClient firstClient = client(first);
  private final KubernetesClient secondClient = client(second);
  private TwoSites sites;

  private static KubernetesClient client(FakeHttp server) {
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder()
                .withMasterUrl(server.address().toString())
                .withRequestRetryBackoffLimit(0)
                .build())
        .build();
  }

  @BeforeEach
  void promote() {
    sites = TwoSites.mirrored();
    sites.promote("run-1");
    second.on(NAMESPACES, GONE);
  }

  @AfterEach
  void stop() {
    firstClient.close();
    secondClient.close();
    first.close();
    second.close();
    sites.close();
  }

  private Step step(String with) {
    StandbyServers servers =
        new StandbyServers() {
          @Override
          public boolean isConfigured() {
            return true;
          }

          @Override
          public List<Server> all() {
            return List.of(
                new Server("api-1", RIGHTS.bound(firstClient)),
                new Server("api-2", RIGHTS.bound(secondClient)));
          }
        };
    AdvanceRevisionKind kind = new AdvanceRevisionKind(sites.site(), servers, sites.webhooks());
    return kind.make(OneStep.spec(kind, with));
  }

  @Test
  void itWaitsUntilEachOfThemCallsItTooOld() throws InterruptedException {
    AtomicInteger asked = new AtomicInteger();
    first.on(NAMESPACES, call -> asked.incrementAndGet() < 3 ? GOES_ON : TOO_OLD);
    long known = sites.source().revision();

    Evidence evidence =
        step("{margin-revisions: 10, proof: api-servers}")
            .run(TwoSites.run(Verb.SWITCHOVER, Map.of()));

    assertThat(asked).hasValue(3);
    assertThat(evidence.lines())
        .contains(
            "API server api-1 answers a watch from the old primary's revision as too old",
            "API server api-2 answers a watch from the old primary's revision as too old");
    assertThat(first.calls().getLast().path())
        .isEqualTo(NAMESPACES + "?watch=true&timeoutSeconds=1&resourceVersion=" + known);
  }

  @Test
  void oneThatWasNotRestartedKeepsItFromBeingDone() {
    first.on(NAMESPACES, GOES_ON);

    assertThatThrownBy(
            () ->
                step("{margin-revisions: 1, proof: api-servers}")
                    .run(new FewLooks(Verb.SWITCHOVER, 5)))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining("restart those that do not")
        .hasMessageContaining("API server api-1: it goes on from the old primary's revision")
        .hasMessageNotContaining("api-2");
  }

  @Test
  void whereTheEtcdIsProofEnoughItOnlyWarns() throws InterruptedException {
    first.on(NAMESPACES, GOES_ON);

    assertThat(step("{margin-revisions: 1}").run(TwoSites.run(Verb.SWITCHOVER, Map.of())).lines())
        .anyMatch(line -> line.startsWith("WARNING: API server api-1: it goes on"))
        .anyMatch(
            line ->
                line.equals(
                    "API server api-2 answers a watch from the old primary's revision as too old"));
  }

  @Test
  void aWebhookIsToldSignedToRestartThem() throws Exception {
    Path secret = Files.writeString(directory.resolve("secret"), "between-us\n");
    first.on(NAMESPACES, TOO_OLD);
    try (WebServer hook = WebServer.http(n -> WebServer.Reply.of(n == 1 ? 503 : 202))) {
      Step step =
          step(
              "{margin-revisions: 1, restart: webhook, url: 'http://127.0.0.1:%d/restart?key=hidden', secret-file: '%s', first-pause-ms: 10}"
                  .formatted(hook.port(), secret));

      Evidence evidence = step.run(TwoSites.run(Verb.SWITCHOVER, Map.of()));

      assertThat(hook.asked())
          .hasSize(2)
          .allSatisfy(
              asked -> {
                JsonNode told = JsonMapper.builder().build().readTree(asked.body());
                assertThat(told.path("event").asText()).isEqualTo("restart-api-servers");
                assertThat(told.path("site").asText()).isEqualTo("b");
                assertThat(asked.header("X-Understudy-Signature"))
                    .matches("t=[0-9]+,v1=[0-9a-f]{64}");
                assertThat(asked.header("Idempotency-Key")).endsWith("/restart-api-servers");
              });
      assertThat(evidence.toString())
          .contains("took event restart-api-servers at attempt 2", "as too old")
          .doesNotContain("hidden", "between-us");
    }
  }

  @Test
  void aWebhookThatCannotBeSignedForIsAProblemOfThePlan() {
    Step step = step("{margin-revisions: 1, restart: webhook, url: 'http://127.0.0.1:1/restart'}");

    assertThat(step.plan(new PlanContext(Verb.SWITCHOVER, Instant.EPOCH)).problems())
        .anyMatch(problem -> problem.startsWith("'secret-file' is missing"));
  }

  @Test
  void withoutApiServersNothingIsProvedOfThem() {
    AdvanceRevisionKind kind =
        new AdvanceRevisionKind(sites.site(), new NoStandbyServers(), sites.webhooks());
    Step step = kind.make(OneStep.spec(kind, "{margin-revisions: 1, proof: api-servers}"));

    Forecast forecast = step.plan(new PlanContext(Verb.SWITCHOVER, Instant.EPOCH));

    assertThat(forecast.problems())
        .singleElement()
        .asString()
        .contains("no API server of this site", "proof: etcd");
    assertThatThrownBy(() -> step.run(TwoSites.run(Verb.SWITCHOVER, Map.of())))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining("no API server of this site is configured");
  }

  @Test
  void whereItsEtcdIsEnoughTheEvidenceSaysThatNoneWasAsked() throws InterruptedException {
    AdvanceRevisionKind kind =
        new AdvanceRevisionKind(sites.site(), new NoStandbyServers(), sites.webhooks());
    Step step = kind.make(OneStep.spec(kind, "{margin-revisions: 1, proof: etcd}"));

    Evidence evidence = step.run(TwoSites.run(Verb.SWITCHOVER, Map.of()));

    assertThat(evidence.lines()).anyMatch(line -> line.startsWith("WARNING: no API server"));
  }

  /** What is known lies ahead of all that this site has: the least margin is past it. */
  @Test
  void theLeastMarginIsEnough() throws InterruptedException {
    long known = sites.target().revision() + 100;

    Evidence evidence =
        step("{margin-revisions: 1, known-revision: " + known + "}")
            .run(TwoSites.run(Verb.SWITCHOVER, Map.of()));

    assertThat(evidence.lines())
        .anyMatch(
            line ->
                line.startsWith("a watch of this site's etcd from revision " + known)
                    && line.contains("compacted"));
  }
}
