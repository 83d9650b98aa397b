package io.understudy.e2e.chaos;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.e2e.FailoverClient;
import io.understudy.e2e.FailoverClient.Answer;
import io.understudy.e2e.SiteServices;
import io.understudy.e2e.chaos.Fault.Victim;
import java.util.List;

/** What people and other programs ask the services of in a soak, over and over. */
final class SoakCallers {

  private static final int CALLS = 20;
  private static final int REDIRECT = 300;
  private static final int BUSY = 503;

  private final ChaosSites sites;

  SoakCallers(ChaosSites sites) {
    this.sites = sites;
  }

  /**
   * Has both sides compared key by key, has a switchover planned, and reads what dashboards ask
   * for.
   *
   * @throws IllegalStateException if a service does not do so
   */
  void ask() {
    try (FailoverClient monitor = client(new Victim.Monitor());
        FailoverClient failover = client(new Victim.Failover())) {
      told(monitor.post("/api/v1/checks", FailoverClient.object().put("full", true)));
      ObjectNode verb = FailoverClient.object().put("verb", "switchover");
      told(failover.post("/api/v1/plans", verb));
      for (int i = 0; i < CALLS; i++) {
        for (String path :
            List.of(
                "/api/v1/readiness",
                "/api/v1/lag",
                "/api/v1/sync-service/status",
                "/api/v1/checks")) {
          told(monitor.get(path));
        }
        told(failover.get("/api/v1/operations"));
      }
    }
    for (int i = 0; i < ChaosPlan.MIRRORS; i++) {
      try (FailoverClient mirror = client(new Victim.Mirror(i))) {
        told(mirror.get("/api/v1/status"));
        told(mirror.get("/api/v1/drift"));
      }
    }
  }

  private static void told(Answer answer) {
    if (answer.status() >= REDIRECT && answer.status() != BUSY) {
      throw new IllegalStateException("a service does not do what it is asked for: " + answer);
    }
  }

  private FailoverClient client(Victim service) {
    return new FailoverClient(sites.service(service).process().address(), SiteServices.TOKEN);
  }
}
