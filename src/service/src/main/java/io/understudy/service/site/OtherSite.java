package io.understudy.service.site;

import com.fasterxml.jackson.databind.JsonNode;
import io.understudy.core.failover.truth.Seen;
import io.understudy.core.role.Rival;
import io.understudy.service.rest.NotReachedException;
import io.understudy.service.rest.RestClient;
import java.time.Duration;

/**
 * Asks the other site's sync-service what its site's role is, where its etcd cannot be asked. Safe
 * for several threads.
 */
public final class OtherSite {

  private static final String STATUS = "/api/v1/status";
  private static final String SERVICE = "sync-service of the other site";

  private final RestClient sync;
  private final String link;

  /**
   * @param sync of the other site; need not be configured
   */
  public OtherSite(RestClient sync, String link) {
    this.sync = sync;
    this.link = link;
  }

  /** What it told. */
  public sealed interface Answer {

    record Told(Seen seen) implements Answer {}

    /**
     * @param why for people, with what to do
     */
    record Silent(String why) implements Answer {}
  }

  /** It is silent if it takes longer than is configured for a call. */
  public Answer ask() {
    return ask(() -> sync.get(STATUS));
  }

  private interface Call {
    RestClient.Answer make() throws NotReachedException;
  }

  private Answer ask(Call call) {
    try {
      return judge(call.make());
    } catch (NotReachedException silent) {
      return new Answer.Silent(String.valueOf(silent.getMessage()));
    }
  }

  /**
   * For a promotion. Nothing is known of a site that is silent.
   *
   * @param patience it is silent if it takes longer
   */
  public Rival rival(Duration patience) {
    return ask(() -> sync.get(STATUS, patience)) instanceof Answer.Told told
        ? told.seen().role().map(Rival::of).orElseGet(Rival::unknown)
        : Rival.unknown();
  }

  /** What it read before it lost its own etcd may be true no more. */
  private Answer judge(RestClient.Answer answer) {
    JsonNode status = answer.body();
    if (!answer.isOk()) {
      return new Answer.Silent(SERVICE + " answers " + answer.status() + ": " + answer.detail());
    }
    if (!status.path("link").asText("").equals(link)) {
      return new Answer.Silent(
          SERVICE
              + " is of link '"
              + status.path("link").asText("")
              + "', not of '"
              + link
              + "'; see what understudy.peer.sync.url names");
    }
    String trouble = status.path("targetError").asText("");
    if (status.path("targetError").isTextual() && !trouble.isEmpty()) {
      return new Answer.Silent(SERVICE + " cannot read its own etcd: " + trouble);
    }
    return SiteStatus.read(status.path("site"))
        .<Answer>map(Answer.Told::new)
        .orElseGet(() -> new Answer.Silent(nothing()));
  }

  private static String nothing() {
    return SERVICE
        + " does not tell its site's role; it has just started, or is of another release: try"
        + " again, or update it";
  }
}
