package io.understudy.service.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.understudy.core.mirror.Timing;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Answers of a cluster, how long they hold, and what is said where there are none. */
class KubernetesAuthorityTest {

  private static final Duration HOLDS = Duration.ofSeconds(10);
  private static final Credentials ALICE =
      new Credentials(Optional.of("Bearer of-alice"), Optional.empty(), false);

  private final Cluster cluster = new Cluster();
  private final Clock clock = new Clock();
  private final KubernetesAuthority authority = authority(HOLDS, 1_000);

  @Test
  void aUserIsKnownByTheirTokenAndMayWhatTheClusterSays() {
    Identity alice = authority.identify(ALICE);

    assertThat(alice.caller()).isEqualTo(new Caller("alice", List.of("operators"), "kubernetes"));
    assertThat(alice.refusal(MirrorRight.PAUSE)).isEmpty();
    assertThat(alice.refusal(MirrorRight.PROMOTE)).contains("not promote");
  }

  @Test
  void noTokenAndATokenOfNobodyAreUnauthorized() {
    Credentials nothing = new Credentials(Optional.empty(), Optional.empty(), false);
    Credentials basic = new Credentials(Optional.of("Basic of-alice"), Optional.empty(), false);
    Credentials nobodys = new Credentials(Optional.of("Bearer x"), Optional.empty(), false);

    for (Credentials shown : List.of(nothing, basic, nobodys)) {
      HttpProblem refusal = refused(shown);
      assertThat(refusal.getStatusCode()).isEqualTo(401);
      assertThat(refusal.getHeaders()).containsEntry("WWW-Authenticate", "Bearer");
      assertThat(refusal.getDetail()).contains("kubectl create token --audience understudy");
    }
    assertThat(cluster.usersAsked).as("without a token nothing is asked").isEqualTo(1);
  }

  @Test
  void answersHoldForAWhileAndNoLonger() {
    assertThat(authority.identify(ALICE).refusal(MirrorRight.PAUSE)).isEmpty();
    cluster.known = false;
    cluster.may = false;
    clock.nanos += HOLDS.toNanos() - 1;
    assertThat(authority.identify(ALICE).refusal(MirrorRight.PAUSE)).isEmpty();
    assertThat(cluster.usersAsked).isEqualTo(1);
    assertThat(cluster.rightsAsked).isEqualTo(1);

    clock.nanos += 1;
    assertThat(refused(ALICE).getStatusCode()).isEqualTo(401);
    cluster.known = true;
    clock.nanos += HOLDS.toNanos();
    assertThat(authority.identify(ALICE).refusal(MirrorRight.PAUSE)).isPresent();
  }

  @Test
  void noMoreAnswersAreKeptThanConfigured() {
    KubernetesAuthority small = authority(HOLDS, 1);
    Identity alice = small.identify(ALICE);
    alice.refusal(MirrorRight.PAUSE);
    alice.refusal(MirrorRight.PAUSE);
    assertThat(cluster.rightsAsked).isEqualTo(1);

    alice.refusal(MirrorRight.PROMOTE);
    alice.refusal(MirrorRight.PAUSE);

    assertThat(cluster.rightsAsked).isEqualTo(3);
  }

  @Test
  void nothingIsRememberedIfThatIsConfigured() {
    KubernetesAuthority forgetful = authority(Duration.ZERO, 1_000);
    forgetful.identify(ALICE);
    forgetful.identify(ALICE);

    assertThat(cluster.usersAsked).isEqualTo(2);
  }

  @Test
  void aSilentClusterLetsNobodyThroughAndIsAskedAgain() {
    cluster.failure =
        Optional.of(new KubernetesClientException("of-alice", new IOException("of-alice")));

    HttpProblem refusal = refused(ALICE);
    assertThat(refusal.getStatusCode()).isEqualTo(503);
    assertThat(refusal.getDetail())
        .contains("does not answer (IOException)")
        .contains("understudy.api.authorization=token-file", "restart sync-service")
        .doesNotContain("of-alice");

    cluster.failure = Optional.empty();
    Identity alice = authority.identify(ALICE);
    cluster.failure = Optional.of(new KubernetesClientException("no", 500, null));
    HttpProblem untold =
        catchThrowableOfType(HttpProblem.class, () -> alice.refusal(MirrorRight.PAUSE));
    assertThat(untold.getStatusCode()).isEqualTo(503);
    assertThat(untold.getDetail()).contains("answered 500");
    cluster.failure = Optional.empty();
    assertThat(alice.refusal(MirrorRight.PAUSE)).isEmpty();
  }

  @Test
  void aClusterThatDoesNotLetThisServiceAskSaysWhatToGrant() {
    cluster.failure = Optional.of(new KubernetesClientException("forbidden", 403, null));

    HttpProblem refusal = refused(ALICE);
    assertThat(refusal.getStatusCode()).isEqualTo(503);
    assertThat(refusal.getDetail()).contains("does not let sync-service", "system:auth-delegator");
  }

  @Test
  void onlySoManyAnswersAreKept() {
    BriefMemory<Integer, Integer> memory = new BriefMemory<>(2, HOLDS, clock);
    for (int key : new int[] {1, 2, 3}) {
      memory.get(key, () -> key);
    }

    assertThat(memory.get(3, () -> -1)).isEqualTo(3);
    assertThat(memory.get(2, () -> -1)).isEqualTo(2);
    assertThat(memory.get(1, () -> -1)).as("the oldest went").isEqualTo(-1);
  }

  private KubernetesAuthority authority(Duration holds, int kept) {
    return new KubernetesAuthority(
        "sync-service", Optional.of("understudy"), cluster, new ReviewSettings(holds, kept), clock);
  }

  private HttpProblem refused(Credentials shown) {
    return catchThrowableOfType(HttpProblem.class, () -> authority.identify(shown));
  }

  /** Knows one token. */
  private static final class Cluster implements Reviews {

    private boolean known = true;
    private boolean may = true;
    private int usersAsked;
    private int rightsAsked;
    private Optional<KubernetesClientException> failure = Optional.empty();

    @Override
    public Optional<User> user(String token) {
      failure.ifPresent(
          thrown -> {
            throw thrown;
          });
      usersAsked++;
      return known && token.equals("of-alice")
          ? Optional.of(new User("alice", "1", List.of("operators"), Map.of()))
          : Optional.empty();
    }

    @Override
    public Optional<String> refusal(User user, Permission permission) {
      failure.ifPresent(
          thrown -> {
            throw thrown;
          });
      rightsAsked++;
      return may && permission == MirrorRight.PAUSE
          ? Optional.empty()
          : Optional.of("not " + permission.text());
    }
  }

  private static final class Clock implements Timing {

    private long nanos = Long.MAX_VALUE - 5;

    @Override
    public Instant now() {
      return Instant.EPOCH;
    }

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public void pause(Duration duration) {
      nanos += duration.toNanos();
    }

    @Override
    public double chance() {
      return 0;
    }
  }
}
