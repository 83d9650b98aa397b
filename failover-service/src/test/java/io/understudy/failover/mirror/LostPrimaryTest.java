package io.understudy.failover.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Verb;
import io.understudy.failover.kube.PrimaryServers;
import io.understudy.failover.kube.PrimaryServers.Server;
import io.understudy.failover.mirror.FakeHttp.Reply;
import io.understudy.failover.mirror.PrimaryContact.Contact;
import io.understudy.failover.step.OneStep;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepFailedException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A failover, and a primary that is back just before the promotion. Both etcds are real. */
class LostPrimaryTest {

  private static final URI NOWHERE = URI.create("http://127.0.0.1:1");
  private static final Map<String, String> ACCEPTED = Map.of("accepted-watermark", "0");

  private final FakeHttp api = new FakeHttp();
  private TwoSites sites;
  private KubernetesClient client;

  @BeforeEach
  void start() {
    sites = TwoSites.mirrored();
    client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder()
                    .withMasterUrl(api.address().toString())
                    .withRequestRetryBackoffLimit(0)
                    .build())
            .build();
  }

  @AfterEach
  void stop() {
    client.close();
    api.close();
    sites.close();
  }

  private Step promote(PrimaryServers servers) {
    MirrorSite site = sites.site(NOWHERE, List.of());
    PromoteKind kind = new PromoteKind(site, new PrimaryContact(site, servers));
    return kind.make(OneStep.spec(kind, "{}"));
  }

  private List<Server> apiServer() {
    return List.of(new Server("10.0.0.1:6443", client));
  }

  private PrimaryContact.Found look(PrimaryServers servers) {
    return new PrimaryContact(sites.site(), servers).look();
  }

  @Test
  void aPrimaryThatIsBackIsNotFailedOverFrom() {
    assertThatThrownBy(() -> promote(List::of).run(TwoSites.run(Verb.FAILOVER, ACCEPTED)))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining("the primary's etcd still serves")
        .hasMessageContaining("a switchover loses nothing");
    assertThat(sites.term().isPromoted()).isFalse();
    assertThat(sites.term().request()).as("nothing was asked for").isNull();
  }

  @Test
  void whoGaveAReasonFailsOverAllTheSame() throws InterruptedException {
    Map<String, String> forced =
        Map.of("accepted-watermark", "0", "force-reason", "its disks are dying");

    promote(List::of).run(TwoSites.run(Verb.FAILOVER, forced));

    assertThat(sites.term().isPromoted()).isTrue();
  }

  @Test
  void aLostPrimaryIsAskedOnceMoreRightBefore() throws InterruptedException {
    sites.sourceProcess().stop();

    Evidence evidence = promote(List::of).run(TwoSites.run(Verb.FAILOVER, ACCEPTED));

    assertThat(sites.term().isPromoted()).isTrue();
    assertThat(evidence.lines())
        .anyMatch(
            line ->
                line.startsWith("right before: the primary's etcd does not serve")
                    && line.contains("understudy.primary.* names none"));
    assertThat(evidence.outputs()).containsEntry("primary-lost", "true");
  }

  /** To wait for it would cost users that time once more. */
  @Test
  void onceFoundLostItsRevisionIsTheLastOneKnown() throws InterruptedException {
    String drained = Long.toString(sites.source().revision());
    promote(List::of)
        .run(
            TwoSites.run(
                Verb.SWITCHOVER,
                Map.of(
                    "freeze-revision", drained,
                    "drained-watermark", drained,
                    "drained-fenced", "true")));
    long claimed = sites.term().claim().watermark();
    AdvanceRevisionKind kind =
        new AdvanceRevisionKind(sites.site(), new NoStandbyServers(), sites.webhooks());
    Step advance = kind.make(OneStep.spec(kind, "{margin-revisions: 10}"));
    Map<String, String> lost = Map.of("primary-lost", "true");

    assertThat(advance.run(TwoSites.run(Verb.SWITCHOVER, Map.of())).lines().getFirst())
        .contains("(the old primary answers)");
    sites.sourceProcess().stop();
    assertThat(advance.run(TwoSites.run(Verb.FAILOVER, lost)).lines().getFirst())
        .contains("last known revision is " + claimed + " (the promotion's watermark)");
  }

  @Test
  void anApiServerThatIsReadyMeansThatOnlyTheWayToTheEtcdIsClosed() {
    api.on("/readyz", new Reply(200, "text/plain", Map.of(), "ok"));
    sites.sourceProcess().stop();

    assertThatThrownBy(() -> promote(this::apiServer).run(TwoSites.run(Verb.FAILOVER, ACCEPTED)))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining("the primary's API server 10.0.0.1:6443 still serves");
    assertThat(sites.term().isPromoted()).isFalse();
  }

  @Test
  void anApiServerWithoutItsEtcdDoesNotServe() {
    sites.sourceProcess().stop();
    api.on("/readyz", new Reply(500, "text/plain", Map.of(), "[-]etcd failed"));
    assertThat(look(this::apiServer).contact()).isEqualTo(Contact.LOST);
    assertThat(look(this::apiServer).says()).contains("10.0.0.1:6443: it is not ready (500)");

    api.on("/readyz", new Reply(403, "text/plain", Map.of(), "who are you"));
    assertThat(look(this::apiServer).contact())
        .as("it lives, whoever asks")
        .isEqualTo(Contact.SERVES);

    api.on("/readyz", Reply.lost());
    assertThat(look(this::apiServer).says()).contains("10.0.0.1:6443: it does not answer");
  }

  @Test
  void accessThatCannotBeUsedTellsNothing() {
    sites.sourceProcess().stop();
    PrimaryServers unusable =
        () -> {
          throw new KubernetesClientException("no such kubeconfig");
        };

    assertThat(look(unusable).contact()).isEqualTo(Contact.CANNOT_BE_TOLD);
    assertThat(look(unusable).says()).contains("cannot be asked: no such kubeconfig");
    assertThatThrownBy(() -> promote(unusable).run(TwoSites.run(Verb.FAILOVER, ACCEPTED)))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining("no such kubeconfig")
        .hasMessageContaining("say how you know in 'forceReason'");
    assertThat(sites.term().isPromoted()).isFalse();
  }
}
