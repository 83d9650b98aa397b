package io.understudy.failover.bootstrap;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.understudy.failover.bootstrap.BootstrapException.Kind;
import io.understudy.failover.bootstrap.BootstrapSettings.CaSecret;
import io.understudy.failover.bootstrap.BootstrapSettings.Local;
import io.understudy.failover.mode.Mode;
import io.understudy.failover.mode.Surroundings;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Prepares the client certificates for both etcds, and changes nothing where they are as they
 * should be. Exit codes: 0 done, or nothing to do; 2 settings; 3 something missing or forbidden in
 * this cluster; 4 the primary; 5 an object of somebody else; 6 cert-manager.
 */
public final class BootstrapMode implements Mode {

  private final Supplier<KubernetesClient> clients;
  private final Consumer<Duration> pause;

  public BootstrapMode() {
    this(() -> new KubernetesClientBuilder().build(), BootstrapMode::sleep);
  }

  /**
   * @param clients makes the client of this cluster
   */
  BootstrapMode(Supplier<KubernetesClient> clients, Consumer<Duration> pause) {
    this.clients = clients;
    this.pause = pause;
  }

  /** All that it reads, for who sets them. */
  public static Set<String> properties() {
    return Stream.concat(
            BootstrapSettings.NAMES.stream().map(name -> BootstrapSettings.PREFIX + name),
            Stream.of(BootstrapSettings.SYNC_URL))
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public String name() {
    return "bootstrap";
  }

  @Override
  public String purpose() {
    return "prepares the client certificates for both etcds, the primary's with a token of it";
  }

  @Override
  public int run(Surroundings surroundings) {
    try {
      BootstrapSettings settings = BootstrapSettings.read(surroundings);
      try (KubernetesClient client = clients.get()) {
        HereApi here = new HereApi(client, settings.namespace());
        Work work =
            new Work(
                settings, here, surroundings.log(), surroundings.time(), new SecureRandom(), pause);
        int remote = remote(work);
        int local = told(work, () -> settings.local().ifPresent(one -> local(work, one)));
        return remote == 0 ? local : remote;
      }
    } catch (BootstrapException bad) {
      surroundings.log().accept("bootstrap failed: " + bad.said());
      return bad.kind().exitCode();
    }
  }

  /**
   * On a site that was promoted the primary that is asked is the one before. It is asked all the
   * same, as a reprotect reads its etcd with that certificate, but nothing of it holds this site
   * up: it may be lost for good.
   */
  private static int remote(Work work) {
    try {
      new Remote(work).prepare(Credentials.of(work.settings(), work.here()));
      return 0;
    } catch (BootstrapException trouble) {
      Optional<String> promoted = ThisSite.promoted(work.settings());
      if (promoted.isEmpty()) {
        work.log().accept("bootstrap failed: " + trouble.said());
        return trouble.kind().exitCode();
      }
      work.log()
          .accept(
              "WARNING: %s. This concerns the old primary's etcd alone and holds nothing up: this"
                      .formatted(trouble.said())
                  + " site is the primary now, "
                  + promoted.get());
      return 0;
    }
  }

  /** One certificate that cannot be had does not keep from the other. */
  private static int told(Work work, Runnable part) {
    try {
      part.run();
      return 0;
    } catch (BootstrapException trouble) {
      work.log().accept("bootstrap failed: " + trouble.said());
      return trouble.kind().exitCode();
    }
  }

  private static void local(Work work, Local local) {
    CaSecret from = local.etcdCa();
    Optional<Secret> seen =
        work.here().secret(work.settings().namespace(), local.client().secret());
    if (Decisions.of(seen, Optional.empty(), work.settings().adopt())
        instanceof Decisions.Foreign) {
      work.log()
          .accept("Secret " + local.client().secret() + " is somebody else's and is kept as it is");
      return;
    }
    String whose = "this cluster's " + from;
    Secret ca =
        work.here()
            .secret(from.namespace(), from.name())
            .orElseThrow(
                () ->
                    new BootstrapException(
                        Kind.HERE,
                        whose
                            + " does not exist; make it of this site's etcd's CA (docs/bootstrap.md),"
                            + " or make Secret "
                            + local.client().secret()
                            + " by hand"));
    Authority authority =
        Authority.of(
            SecretText.of(ca, from.certificateEntry(), whose, Kind.HERE),
            SecretText.of(ca, from.privateEntry(), whose, Kind.HERE),
            whose,
            Kind.HERE,
            work.time().instant());
    ClientSecret.keep(work, local.client(), seen, authority);
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
      throw new BootstrapException(Kind.CERT_MANAGER, "interrupted while waiting for cert-manager");
    }
  }
}
