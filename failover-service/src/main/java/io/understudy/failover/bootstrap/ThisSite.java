package io.understudy.failover.bootstrap;

import io.understudy.core.control.RoleRecord;
import io.understudy.core.failover.truth.Seen;
import io.understudy.service.rest.NotReachedException;
import io.understudy.service.rest.RestClient;
import io.understudy.service.settings.RestSettings;
import io.understudy.service.site.SiteStatus;
import java.util.Optional;

/** What this site is, as its sync-service tells of the records in its etcd. */
final class ThisSite {

  private ThisSite() {}

  /**
   * Since when, for people, if it was promoted and is the primary now. Empty too where nobody can
   * be asked, as before an installation: then nothing is let pass for that.
   */
  static Optional<String> promoted(BootstrapSettings settings) {
    if (settings.sync().isEmpty()) {
      return Optional.empty();
    }
    // Without a token: it changes nothing.
    RestClient sync =
        new RestClient(
            "sync-service",
            new RestSettings("sync", settings.sync(), Optional.empty(), settings.callTimeout()));
    try {
      RestClient.Answer answer = sync.get("/api/v1/status");
      return answer.isOk()
          ? SiteStatus.read(answer.body().path("site"))
              .flatMap(Seen::role)
              .filter(RoleRecord::isPromoted)
              .map(role -> "promoted in term " + role.term())
          : Optional.empty();
    } catch (NotReachedException silent) {
      return Optional.empty();
    }
  }
}
