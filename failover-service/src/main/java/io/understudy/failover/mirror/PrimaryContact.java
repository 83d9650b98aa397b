package io.understudy.failover.mirror;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.understudy.core.port.EtcdException;
import io.understudy.etcd.TlsAnswers;
import io.understudy.failover.kube.PrimaryServers;
import io.understudy.failover.kube.PrimaryServers.Server;
import io.understudy.service.threads.Threads;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;

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

  /** Whether it serves. */
  public enum Contact {
    /** So somebody may be writing to it. */
    SERVES,
    /** Somebody is there whom we cannot ask, or we have no way to ask: it may serve others. */
    CANNOT_BE_TOLD,
    /** Nobody answers, or none that can serve. */
    LOST
  }

  /**
   * What was found.
   *
   * @param revision its etcd's revision, if that serves
   * @param says in a sentence, for people
   */
  public record Found(Contact contact, OptionalLong revision, String says) {

    static Found without(Contact contact, String says) {
      return new Found(contact, OptionalLong.empty(), says);
    }

    public boolean isLost() {
      return contact == Contact.LOST;
    }

    /** What there is to do instead of a failover from it. */
    public String remedy() {
      return contact == Contact.SERVES
          ? "a switchover loses nothing; if it has to be a failover, stop the primary, or say why in"
              + " 'forceReason'"
          : "whether it serves cannot be told; mend the access to it, or make sure that it is"
              + " stopped and say how you know in 'forceReason'";
    }
  }

  /**
   * Asks its etcd once, within {@code understudy.promote.ask-primary-ms}, and beside it its API
   * servers, as far as they are configured: the way to the etcd may be closed while users write
   * through them. A member that answers without a quorum does not serve: nothing can be written
   * there. Nor does an API server whose etcd is gone: it is not ready. But one that shows a
   * certificate which is not trusted here, or refuses ours, may serve everybody else.
   */
  public Found look() {
    Duration most = site.limits().askPrimary();
    CompletableFuture<Found> servers = aside(this::apiServers);
    CompletableFuture<Optional<String>> stranger = aside(() -> site.ends().source().stranger(most));
    Found etcd = etcd(site, most);
    if (!etcd.isLost()) {
      return etcd;
    }
    Found stood =
        stranger
            .join()
            .map(
                who ->
                    Found.without(
                        Contact.CANNOT_BE_TOLD,
                        "the primary's etcd answers, but cannot be asked: " + who))
            .orElse(etcd);
    return both(stood, servers.join());
  }

  private static <T> CompletableFuture<T> aside(Supplier<T> question) {
    return CompletableFuture.supplyAsync(question, Threads.each("primary"));
  }

  /** The worse of the two answers, with what both say. */
  private static Found both(Found etcd, Found servers) {
    return switch (servers.contact()) {
      case SERVES -> Found.without(Contact.SERVES, servers.says() + ", although " + etcd.says());
      case CANNOT_BE_TOLD ->
          Found.without(Contact.CANNOT_BE_TOLD, etcd.says() + "; " + servers.says());
      case LOST -> Found.without(etcd.contact(), etcd.says() + "; " + servers.says());
    };
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
          Contact.SERVES,
          OptionalLong.of(revision),
          "the primary's etcd still serves, at revision " + revision);
    } catch (EtcdException failure) {
      boolean isThere =
          failure.kind() != EtcdException.Kind.UNAVAILABLE
              && failure.kind() != EtcdException.Kind.OTHER;
      return isThere
          ? Found.without(
              Contact.SERVES, "the primary's etcd still answers: " + failure.getMessage())
          : Found.without(
              Contact.LOST, "the primary's etcd does not serve: " + failure.getMessage());
    }
  }

  private Found apiServers() {
    try {
      List<Server> known = servers.known();
      return known.isEmpty()
          ? Found.without(
              Contact.LOST, "its API servers were not asked, as understudy.primary.* names none")
          : judged(ask(known));
    } catch (KubernetesClientException unusable) {
      return Found.without(
          Contact.CANNOT_BE_TOLD, "its API servers cannot be asked: " + unusable.getMessage());
    }
  }

  private static Found judged(List<Found> each) {
    for (Contact contact : Contact.values()) {
      List<String> such =
          each.stream().filter(one -> one.contact() == contact).map(Found::says).toList();
      if (!such.isEmpty()) {
        return Found.without(contact, said(contact, such));
      }
    }
    throw new IllegalStateException("no API server was asked");
  }

  private static String said(Contact contact, List<String> servers) {
    String list = String.join("; ", servers);
    return switch (contact) {
      case SERVES -> "the primary's API server " + list;
      case CANNOT_BE_TOLD -> "its API servers answer, but cannot be asked: " + list;
      case LOST -> "nor do its API servers: " + list;
    };
  }

  /** Side by side, as those that are gone take all of their time. */
  private static List<Found> ask(List<Server> known) {
    try (ExecutorService each = Threads.executor("api-server")) {
      List<CompletableFuture<Found>> asked =
          known.stream()
              .map(server -> CompletableFuture.supplyAsync(() -> ask(server), each))
              .toList();
      return asked.stream().map(CompletableFuture::join).toList();
    }
  }

  /** One that does not let this account ask lives all the same. */
  private static Found ask(Server server) {
    try {
      server.client().raw(READY);
      return Found.without(Contact.SERVES, server.address() + " still serves");
    } catch (KubernetesClientException failure) {
      String said = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
      if (failure.getCode() >= FIRST_SERVER_ERROR) {
        return Found.without(
            Contact.LOST, server.address() + ": it is not ready (" + failure.getCode() + ")");
      }
      if (failure.getCode() > 0) {
        return Found.without(
            Contact.SERVES, server.address() + " still serves (" + failure.getCode() + ")");
      }
      return TlsAnswers.isOneIn(failure)
          ? Found.without(
              Contact.CANNOT_BE_TOLD, server.address() + ": TLS with it fails (" + said + ")")
          : Found.without(Contact.LOST, server.address() + ": it does not answer (" + said + ")");
    }
  }
}
