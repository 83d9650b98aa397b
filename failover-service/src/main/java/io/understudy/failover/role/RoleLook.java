package io.understudy.failover.role;

import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.failover.truth.Claim;
import io.understudy.core.failover.truth.Leads;
import io.understudy.core.failover.truth.Seen;
import io.understudy.core.failover.truth.SiteReader;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.failover.Ends;
import io.understudy.failover.dns.NameLookup;
import io.understudy.service.site.OtherSite;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks both sites and the resolvers, once. Safe for several threads. */
final class RoleLook {

  private final RoleSettings settings;
  private final Ends ends;
  private final SiteReader reader;
  private final OtherSite peer;
  private final NameLookup lookup;
  private final InstantSource time;

  /**
   * @param peer is asked where the other site's etcd does not answer
   */
  RoleLook(
      RoleSettings settings, Ends ends, SiteReader reader, OtherSite peer, InstantSource time) {
    this.settings = settings;
    this.ends = ends;
    this.reader = reader;
    this.peer = peer;
    this.lookup = new NameLookup(settings.resolvers(), settings.dnsTimeout());
    this.time = time;
  }

  RoleState look() {
    Found target = read(ends.target());
    Found source = orItsService(read(ends.source()), target);
    List<String> failures = new ArrayList<>();
    return RoleState.of(
        time.instant(),
        here(target, source.ifKnown()),
        there(source, target.ifKnown()),
        leads(failures),
        failures);
  }

  /** What a site's records say, or why that cannot be told. */
  private sealed interface Found {
    record Known(Seen seen) implements Found {}

    record Silent(String why) implements Found {}

    default Optional<Seen> ifKnown() {
      return this instanceof Known known ? Optional.of(known.seen()) : Optional.empty();
    }
  }

  private Found read(Etcd etcd) {
    try {
      return new Found.Known(reader.read(etcd));
    } catch (EtcdException | CorruptRecordException unreadable) {
      return new Found.Silent(String.valueOf(unreadable.getMessage()));
    }
  }

  private Found orItsService(Found source, Found target) {
    if (!(source instanceof Found.Silent silent)) {
      return source;
    }
    return switch (peer.ask()) {
      case OtherSite.Answer.Told told when isOurs(told.seen(), target) ->
          new Found.Silent(
              silent.why()
                  + "; the sync-service at understudy.peer.sync.url is this site's own: name the"
                  + " other site's");
      case OtherSite.Answer.Told told -> new Found.Known(told.seen());
      case OtherSite.Answer.Silent alike -> new Found.Silent(silent.why() + "; " + alike.why());
    };
  }

  private static boolean isOurs(Seen told, Found target) {
    return target.ifKnown().filter(ours -> ours.clusterId() == told.clusterId()).isPresent();
  }

  private static Claim here(Found target, Optional<Seen> source) {
    return switch (target) {
      case Found.Known known -> Claim.ofTarget(known.seen(), source);
      case Found.Silent silent -> new Claim.Unknown(silent.why());
    };
  }

  private static Claim there(Found source, Optional<Seen> target) {
    return switch (source) {
      case Found.Known known -> Claim.ofSource(known.seen(), target);
      case Found.Silent silent -> new Claim.Unknown(silent.why());
    };
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
