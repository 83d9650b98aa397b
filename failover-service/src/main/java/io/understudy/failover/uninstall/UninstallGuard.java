package io.understudy.failover.uninstall;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.understudy.failover.mode.Choice;
import io.understudy.failover.mode.Mode;
import io.understudy.failover.mode.Surroundings;
import io.understudy.failover.uninstall.SiteRole.Word;
import io.understudy.failover.uninstall.UninstallVerdict.Precheck;
import io.understudy.failover.uninstall.UninstallVerdict.Readiness;
import io.understudy.service.rest.NotReachedException;
import io.understudy.service.rest.RestClient;
import io.understudy.service.settings.BadSettingsException;
import io.understudy.service.site.SiteStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The Job before an uninstall: it fails where that would be dangerous. Changes nothing. */
public final class UninstallGuard implements Mode {

  /** Exit code of a refusal. */
  static final int REFUSED = 3;

  private final Supplier<KubernetesClient> clients;

  public UninstallGuard() {
    this(() -> new KubernetesClientBuilder().build());
  }

  UninstallGuard(Supplier<KubernetesClient> clients) {
    this.clients = clients;
  }

  @Override
  public String name() {
    return "uninstall-guard";
  }

  @Override
  public String purpose() {
    return "fails if this release must not be uninstalled now";
  }

  @Override
  public int run(Surroundings around) {
    try {
      UninstallVerdict verdict = verdict(UninstallSettings.of(around));
      verdict.lines().forEach(around.log());
      return verdict.mayBe() ? 0 : REFUSED;
    } catch (BadSettingsException bad) {
      around.log().accept(String.valueOf(bad.getMessage()));
      return Choice.MISUSED;
    }
  }

  private UninstallVerdict verdict(UninstallSettings settings) {
    try (KubernetesClient client = clients.get()) {
      KeptHere kept = KeptHere.read(client, settings.namespace(), settings.link());
      SiteRole role = SiteRole.of(word(settings), kept);
      return UninstallVerdict.of(
          role, readiness(settings, role), settings.force() || isForced(client, settings));
    } catch (KubernetesClientException unreadable) {
      SiteRole role =
          new SiteRole.Unknown(
              "what sync-service keeps in the cluster cannot be read ("
                  + unreadable.getMessage()
                  + "); see whether the API server answers and the chart's Roles are there");
      return UninstallVerdict.of(role, new Readiness.Told(List.of()), settings.force());
    }
  }

  private static boolean isForced(KubernetesClient client, UninstallSettings settings) {
    return client
            .configMaps()
            .inNamespace(settings.namespace())
            .withName(UninstallVerdict.FORCE)
            .get()
        != null;
  }

  private static Word word(UninstallSettings settings) {
    try {
      RestClient.Answer answer =
          settings.client("sync-service", "sync", settings.sync()).get("/api/v1/status");
      if (!answer.isOk()) {
        return new Word.Silent("it answers " + answer.status() + ": " + answer.detail());
      }
      String trouble = answer.body().path("targetError").asText("");
      if (answer.body().path("targetError").isTextual() && !trouble.isEmpty()) {
        return new Word.Silent("it cannot read its own etcd: " + trouble);
      }
      return SiteStatus.read(answer.body().path("site"))
          .<Word>map(Word.Told::new)
          .orElseGet(() -> new Word.Silent("it does not tell its site's role yet; try again"));
    } catch (NotReachedException silent) {
      return new Word.Silent(String.valueOf(silent.getMessage()));
    }
  }

  /** Asked of a standby alone. */
  private static Readiness readiness(UninstallSettings settings, SiteRole role) {
    if (!(role instanceof SiteRole.Standby)) {
      return new Readiness.Told(List.of());
    }
    try {
      RestClient.Answer answer =
          settings
              .client("monitor-service", "monitor", settings.monitor())
              .get("/api/v1/readiness");
      return answer.isOk()
          ? new Readiness.Told(prechecks(answer.body()))
          : new Readiness.Silent(
              "monitor-service answers " + answer.status() + ": " + answer.detail());
    } catch (NotReachedException silent) {
      return new Readiness.Silent(String.valueOf(silent.getMessage()));
    }
  }

  private static List<Precheck> prechecks(JsonNode body) {
    List<Precheck> prechecks = new ArrayList<>();
    for (JsonNode check : body.path("checks")) {
      prechecks.add(
          new Precheck(
              check.path("name").asText(),
              check.path("result").asText(),
              check.path("summary").asText(),
              check.path("remedy").asText("")));
    }
    return prechecks;
  }
}
