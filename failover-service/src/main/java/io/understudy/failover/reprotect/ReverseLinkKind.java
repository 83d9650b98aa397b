package io.understudy.failover.reprotect;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Forecast;
import io.understudy.core.failover.StepSpec;
import io.understudy.core.failover.StepType;
import io.understudy.core.orphan.OrphanList;
import io.understudy.core.port.EtcdException;
import io.understudy.core.scope.Classifier;
import io.understudy.failover.Ends;
import io.understudy.failover.settings.FailoverSettings;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import io.understudy.failover.step.StepKind;
import io.understudy.service.rest.NotReachedException;
import io.understudy.service.rest.RestClient;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code reverse-link}: makes the old primary the standby that is mirrored into from here. */
@Singleton
public class ReverseLinkKind implements StepKind {

  private static final String BY_HAND =
      "on the old primary's cluster install Understudy with this site's etcd as"
          + " understudy.source.endpoints and its own as understudy.target.endpoints, and call POST"
          + " /api/v1/demote of its sync-service with \"aboveTerm\": ";

  private static final StepType TYPE =
      new StepType(
          "reverse-link",
          "Demotes the old primary above every term so far and waits until its mirror follows this"
              + " site; read back from its etcd's records and its sync-service's status.",
          StepType.InDrill.DRY,
          StepType.Nature.PLAIN,
          List.of());

  private final Ends ends;
  private final ControlKeys keys;
  private final RestClient peer;
  private final OrphanDesk desk;
  private final Classifier classifier;

  @Inject
  ReverseLinkKind(
      Ends ends, FailoverSettings settings, @Named("peer-sync") RestClient peer, OrphanDesk desk) {
    this(ends, settings.link().keys(), peer, desk, Classifier.of(settings.link().rules()));
  }

  ReverseLinkKind(
      Ends ends, ControlKeys keys, RestClient peer, OrphanDesk desk, Classifier classifier) {
    this.ends = ends;
    this.keys = keys;
    this.peer = peer;
    this.desk = desk;
    this.classifier = classifier;
  }

  @Override
  public StepType type() {
    return TYPE;
  }

  @Override
  public Step make(StepSpec spec) {
    return new Reversal(
        new LinkEnds(ends, keys), new PeerSync(peer), desk, new LastMoment(ends, classifier, desk));
  }

  private record Reversal(LinkEnds link, PeerSync peer, OrphanDesk desk, LastMoment lastMoment)
      implements Step {

    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final String BEFORE = "terms-before";

    @Override
    public Forecast plan(PlanContext context) {
      List<String> facts = new ArrayList<>();
      List<String> problems = new ArrayList<>();
      List<String> warnings = new ArrayList<>();
      try {
        LinkEnds.Terms terms = link.terms();
        facts.add(terms.text());
        terms.problem().ifPresent(problems::add);
        if (!peer.isConfigured()) {
          warnings.add(
              "understudy.peer.sync.url is not set, so this step waits for people: "
                  + BY_HAND
                  + terms.here().term());
        }
      } catch (EtcdException | CorruptRecordException failure) {
        problems.add(String.valueOf(failure.getMessage()));
      }
      if (peer.isConfigured()) {
        try {
          facts.add("the other site's sync-service is in phase " + peer.status().phase());
        } catch (NotReachedException unreached) {
          problems.add(String.valueOf(unreached.getMessage()));
        }
      }
      return new Forecast(
          "makes the old primary the standby of this site and waits until it follows",
          facts,
          problems,
          warnings);
    }

    @Override
    public Evidence run(StepContext context) throws InterruptedException {
      LinkEnds.Terms terms = link.requiredTerms();
      long highest = highestBefore(context, terms);
      List<String> lines = new ArrayList<>();
      Optional<OrphanList> listed = Optional.empty();
      if (!terms.isReversed(highest)) {
        listed = asConfirmed(context);
        if (listed.isPresent()) {
          lines.add("listed once more: the orphans are the confirmed ones");
        }
        if (peer.isConfigured()) {
          peer.demote(context, terms.there().term(), highest);
        }
      }
      LinkEnds.Terms reversed =
          context.await(
              peer.isConfigured()
                  ? "the old primary's term to say standby, above " + highest
                  : "people: " + BY_HAND + highest,
              EVERY,
              () -> Optional.of(link.requiredTerms()).filter(now -> now.isReversed(highest)));
      listed.ifPresent(list -> lines.addAll(lastMoment.save(list, link.demoted(), context.left())));
      LinkEnds.Following following =
          context.await(
              "the old primary's checkpoint to be in phase tail of this site's etcd; its"
                  + " sync-service's status says how far it is",
              EVERY,
              link::following);
      lines.add(reversed.text());
      lines.add(following.text());
      if (peer.isConfigured()) {
        PeerSync.Status sound =
            context.await(
                "the old primary's mirror to call itself sound",
                EVERY,
                () -> peer.statusIfReached().filter(PeerSync.Status::isSound));
        lines.add("its sync-service: " + sound.text());
      }
      return new Evidence(
          "the old primary follows this site",
          lines,
          Map.of(
              "peer-term", Long.toString(reversed.there().term()),
              "peer-watermark", Long.toString(following.watermark())));
    }

    /** Whatever was written there since the orphans were confirmed would be overwritten unseen. */
    private Optional<OrphanList> asConfirmed(StepContext context) {
      Optional<String> digest = context.output(OrphanSteps.DIGEST);
      if (context.output(OrphanSteps.CONFIRMED_REVISION).isEmpty() || digest.isEmpty()) {
        return Optional.empty();
      }
      OrphanList now = OrphanSteps.told(() -> desk.list(0)).list();
      if (!now.digest().equals(digest.get())) {
        throw new StepFailedException(
            "since the orphans of the old primary were confirmed something was written there: they"
                + " are "
                + OrphanSteps.summary(now)
                + " now, digest "
                + now.digest()
                + "; nothing was overwritten. Stop what still writes there, cancel this operation,"
                + " and begin another with the orphans as they are then");
      }
      return Optional.of(now);
    }

    /** Of both sites before the first attempt, so that a later one compares with the same. */
    private static long highestBefore(StepContext context, LinkEnds.Terms terms) {
      Optional<String> noted = context.noted(BEFORE);
      if (noted.isPresent()) {
        return Long.parseLong(noted.get());
      }
      long highest =
          terms.isReversed(terms.here().term())
              ? terms.here().term()
              : Math.max(terms.here().term(), terms.there().term());
      context.note(BEFORE, Long.toString(highest));
      return highest;
    }
  }
}
