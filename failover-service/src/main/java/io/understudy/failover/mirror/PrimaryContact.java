package io.understudy.failover.mirror;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.understudy.core.port.EtcdException;
import io.understudy.failover.kube.PrimaryServers;
import io.understudy.failover.kube.PrimaryServers.Server;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Whether the primary still answers: a failover is for one that does not. */
@Singleton
public class PrimaryContact {

  private static final String READY = "/readyz";
  private static final int FIRST_SERVER_ERROR = 500;

  private final MirrorSite site;
  private final PrimaryServers servers;

  @Inject
  public PrimaryContact(MirrorSite site, PrimaryServers servers) {
    this.site = site;
    this.servers = servers;
  }

  /**
   * What was found.
   *
   * @param answers whether it still serves, so that somebody may be writing to it
   * @param revision its etcd's revision, if that does
   * @param says in a sentence, for people
   */
  public record Found(boolean answers, OptionalLong revision, String says) {}

  /**
   * Asks its etcd once, within {@code understudy.promote.ask-primary-ms}, and beside it its API
   * servers, as far as they are configured: the way to the etcd may be closed while users write
   * through them. A member that answers without a quorum does not serve: nothing can be written
   * there. Nor does an API server whose etcd is gone: it is not ready.
   */
  public Found look() {
    CompletableFuture<Asked> asked =
        CompletableFuture.supplyAsync(this::apiServers, Thread::startVirtualThread);
    Found etcd = etcd(site);
    return etcd.answers() ? etcd : judged(etcd.says(), asked.join());
  }

  /** Its etcd alone. */
  static Found etcd(MirrorSite site) {
    return etcd(site, site.limits().askPrimary());
  }

  /**
   * The same.
   *
   * @param most how long it has to answer
   */
  static Found etcd(MirrorSite site, Duration most) {
    try {
      long revision = site.sourceRevisionWithin(most);
      return new Found(
          true,
          OptionalLong.of(revision),
          "the primary's etcd still serves, at revision " + revision);
    } catch (EtcdException failure) {
      boolean isThere =
          failure.kind() != EtcdException.Kind.UNAVAILABLE
              && failure.kind() != EtcdException.Kind.OTHER;
      return new Found(
          isThere,
          OptionalLong.empty(),
          (isThere ? "the primary's etcd still answers: " : "the primary's etcd does not serve: ")
              + failure.getMessage());
    }
  }

  /**
   * @param trouble why none was asked; empty if they were
   */
  private record Asked(List<Ready> answers, String trouble) {}

  private Asked apiServers() {
    try {
      List<Server> known = servers.known();
      return known.isEmpty()
          ? new Asked(
              List.of(), "its API servers were not asked, as understudy.primary.* names none")
          : new Asked(ask(known), "");
    } catch (KubernetesClientException unusable) {
      return new Asked(List.of(), "its API servers cannot be asked: " + unusable.getMessage());
    }
  }

  private static Found judged(String etcdSays, Asked asked) {
    if (!asked.trouble().isEmpty()) {
      return silent(etcdSays + "; " + asked.trouble());
    }
    List<String> not = new ArrayList<>();
    for (Ready ready : asked.answers()) {
      if (ready.refusal().isEmpty()) {
        return new Found(
            true,
            OptionalLong.empty(),
            "the primary's API server " + ready.address() + " still serves, although " + etcdSays);
      }
      not.add(ready.address() + ": " + ready.refusal().get());
    }
    return silent(etcdSays + "; nor do its API servers: " + String.join("; ", not));
  }

  private static Found silent(String says) {
    return new Found(false, OptionalLong.empty(), says);
  }

  /**
   * @param refusal why it does not serve; empty if it does
   */
  private record Ready(String address, Optional<String> refusal) {}

  /** Side by side, as those that are gone take all of their time. */
  private static List<Ready> ask(List<Server> known) {
    try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Ready>> asked =
          known.stream().map(server -> each.submit(() -> ask(server))).toList();
      List<Ready> answers = new ArrayList<>();
      for (Future<Ready> one : asked) {
        answers.add(one.get());
      }
      return answers;
    } catch (ExecutionException defect) {
      throw new IllegalStateException(defect.getCause());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("this process stops", stopping);
    }
  }

  /** One that does not let this account ask lives all the same. */
  private static Ready ask(Server server) {
    try {
      server.client().raw(READY);
      return new Ready(server.address(), Optional.empty());
    } catch (KubernetesClientException failure) {
      boolean serves = failure.getCode() > 0 && failure.getCode() < FIRST_SERVER_ERROR;
      String said = String.valueOf(failure.getMessage());
      return new Ready(
          server.address(),
          serves
              ? Optional.empty()
              : Optional.of(
                  failure.getCode() > 0
                      ? "it is not ready (" + failure.getCode() + ")"
                      : "it does not answer (" + said.lines().findFirst().orElse("") + ")"));
    }
  }
}
