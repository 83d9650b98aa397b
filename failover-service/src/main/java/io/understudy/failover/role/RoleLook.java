package io.understudy.failover.role;

import com.fasterxml.jackson.databind.JsonNode;
import io.understudy.core.failover.truth.Claim;
import io.understudy.core.failover.truth.Leads;
import io.understudy.core.failover.truth.Seen;
import io.understudy.failover.Ends;
import io.understudy.failover.dns.NameLookup;
import io.understudy.failover.role.SiteReader.Found;
import io.understudy.service.rest.NotReachedException;
import io.understudy.service.rest.RestClient;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks both sites and the resolvers, once. Safe for several threads. */
final class RoleLook {

  private final RoleSettings settings;
  private final Ends ends;
  private final SiteReader reader;
  private final RestClient peerSync;
  private final NameLookup lookup;
  private final InstantSource time;

  /**
   * @param peerSync is asked where the other site's etcd does not answer, if it is configured
   */
  RoleLook(
      RoleSettings settings,
      Ends ends,
      SiteReader reader,
      RestClient peerSync,
      InstantSource time) {
    this.settings = settings;
    this.ends = ends;
    this.reader = reader;
    this.peerSync = peerSync;
    this.lookup = new NameLookup(settings.resolvers(), settings.dnsTimeout());
    this.time = time;
  }

  RoleState look() {
    Found target = reader.read(ends.target());
    Found source = reader.read(ends.source());
    List<String> failures = new ArrayList<>();
    return RoleState.of(
        time.instant(),
        here(target, source.ifKnown()),
        there(source, target),
        leads(failures),
        failures);
  }

  private static Claim here(Found target, Optional<Seen> source) {
    return switch (target) {
      case Found.Known known -> Claim.ofTarget(known.seen(), source);
      case Found.Silent silent -> new Claim.Unknown(silent.why());
    };
  }

  private Claim there(Found source, Found target) {
    return switch (source) {
      case Found.Known known -> Claim.ofSource(known.seen(), target.ifKnown());
      case Found.Silent silent -> byItsService().orElseGet(() -> new Claim.Unknown(silent.why()));
    };
  }

  /** What is refused, fails or just starts says nothing of the role. */
  private Optional<Claim> byItsService() {
    if (!peerSync.isConfigured()) {
      return Optional.empty();
    }
    try {
      RestClient.Answer answer = peerSync.get("/api/v1/status");
      JsonNode term = answer.body().path("term");
      if (!answer.isOk() || !term.isIntegralNumber()) {
        return Optional.empty();
      }
      return switch (answer.body().path("phase").asText("")) {
        case "promoted" -> Optional.of(new Claim.Primary(term.longValue(), false));
        case "tail", "copy", "resync" -> Optional.of(new Claim.Standby(term.longValue()));
        default -> Optional.empty();
      };
    } catch (NotReachedException silent) {
      return Optional.empty();
    }
  }

  private Leads leads(List<String> failures) {
    if (settings.name().isEmpty()) {
      return new Leads.Unknown("understudy.platform.address is not set");
    }
    if (settings.resolvers().isEmpty()) {
      return new Leads.Unknown("understudy.role.resolvers is not set");
    }
    NameLookup.Answers answers = lookup.ask(settings.name().get());
    failures.addAll(answers.failures());
    return answers.answered() == 0
        ? new Leads.Unknown(String.join("; ", answers.failures()))
        : Leads.of(answers.addresses(), settings.here(), settings.there());
  }
}
