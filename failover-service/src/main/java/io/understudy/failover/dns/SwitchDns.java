package io.understudy.failover.dns;

import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Forecast;
import io.understudy.failover.dns.RecordStore.Outcome;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * Moves a name to the addresses of the new site.
 *
 * @param servers of the zone, from which the effect is read back
 */
record SwitchDns(SwitchDnsTarget target, RecordStore store, ZoneServers servers) implements Step {

  /** Output: how long, in seconds, resolvers may remember what was there before. */
  static final String OLD_TTL_SECONDS = "dns-old-ttl-seconds";

  /** Output: when the zone's servers were seen to answer the new addresses. */
  static final String SWITCHED_AT = "dns-switched-at";

  private static final String OLD = "dns-old";

  @Override
  public Forecast plan(PlanContext context) {
    if (context.isDrill() && !store.changesInDrill()) {
      return new Forecast(
          "changes nothing: in a drill nobody is asked to change "
              + target.name()
              + "; would be: "
              + store.text(),
          List.of(),
          List.of(),
          List.of());
    }
    Findings findings = new Findings();
    Optional<String> name = target.nameIn(context.isDrill());
    if (name.isEmpty()) {
      return Forecast.problem("changes a record", target.lacksShadow());
    }
    String will = planned(context.isDrill(), name.get(), findings);
    return findings.forecast(will);
  }

  private String planned(boolean isDrill, String name, Findings findings) {
    Lookup seen = store.read(name);
    if (!(seen instanceof Lookup.Failed)) {
      findings.fact(store.text() + ": " + name + " is " + seen.text());
    }
    String will =
        switch (SwitchDecision.forward(name, seen, target.wanted(), expected(isDrill))) {
          case SwitchDecision.Refused refused -> {
            findings.problem(refused.why());
            yield "changes " + name + " to " + target.wanted().text();
          }
          case SwitchDecision.AlreadySo already -> {
            findings.warning(name + " leads there already: nothing would be changed or proved");
            yield "changes nothing: " + name + " is " + already.current().text() + " already";
          }
          case SwitchDecision.Change change -> {
            store.obstacles(name, change.from()).forEach(findings::problem);
            yield "changes "
                + name
                + " from "
                + change.from().text()
                + " to "
                + change.to().text()
                + ", if it is that still, by "
                + store.text();
          }
        };
    lookAtServers(isDrill, name, findings);
    return will;
  }

  /** Each of the zone's servers has to be there, as the effect is read back from all of them. */
  private void lookAtServers(boolean isDrill, String name, Findings findings) {
    for (ZoneServers.Answer answer : servers.ask(name)) {
      findings.fact(answer.text());
      if (SwitchDecision.forward(name, answer.lookup(), target.wanted(), expected(isDrill))
          instanceof SwitchDecision.Refused refused) {
        findings.problem(refused.why());
      }
    }
  }

  private Optional<SortedSet<String>> expected(boolean isDrill) {
    return isDrill ? Optional.empty() : Optional.of(target.old());
  }

  @Override
  public Evidence run(StepContext context) throws InterruptedException {
    if (context.isDrill() && !store.changesInDrill()) {
      return Evidence.of("in a drill nobody is asked to change " + target.name());
    }
    String name = name(context);
    String waitsFor = "the servers of the zone to answer it";
    Optional<HostRecords> there = Optional.empty();
    switch (SwitchDecision.forward(
        name, store.read(name), target.wanted(), expected(context.isDrill()))) {
      case SwitchDecision.Refused refused -> throw new StepFailedException(refused.why());
      case SwitchDecision.AlreadySo already -> there = Optional.of(already.current());
      case SwitchDecision.Change change -> {
        context.note(OLD, change.from().noted());
        waitsFor = replaced(context, name, change);
      }
    }
    List<String> lines = servers.await(context, waitsFor, name, target.wanted());
    return new Evidence(summary(context, name), lines, outputs(context, there));
  }

  private String summary(StepContext context, String name) {
    return context
        .noted(OLD)
        .map(HostRecords::ofNoted)
        .map(
            old ->
                name
                    + " was "
                    + old.text()
                    + " and is "
                    + target.wanted().text()
                    + ", by "
                    + store.text())
        .orElse(name + " led to the new addresses before; nothing was changed");
  }

  /**
   * @param there as it was found, if somebody has changed it before: when, nobody knows, so whoever
   *     remembers the record of before may do so for a TTL from now on
   */
  private static Map<String, String> outputs(StepContext context, Optional<HostRecords> there) {
    Map<String, String> outputs = new TreeMap<>();
    context
        .noted(OLD)
        .map(HostRecords::ofNoted)
        .or(() -> there)
        .ifPresent(
            old -> {
              outputs.put(OLD_TTL_SECONDS, Long.toString(old.ttlSeconds()));
              outputs.put(SWITCHED_AT, context.now().toString());
            });
    return outputs;
  }

  /**
   * @return what has still to happen
   */
  private String replaced(StepContext context, String name, SwitchDecision.Change change)
      throws InterruptedException {
    return switch (store.replace(context, name, change.from(), change.to())) {
      case Outcome.Taken taken -> taken.waitsFor();
      case Outcome.Refused refused -> throw new StepFailedException(refused.why());
      case Outcome.Unknown unknown when store.read(name).leadsWhere(change.to()) ->
          "the servers of the zone to answer it";
      case Outcome.Unknown unknown ->
          throw new StepFailedException(
              unknown.why() + "; " + name + " is not changed as far as can be seen; try again");
    };
  }

  @Override
  public Evidence undo(StepContext context) throws InterruptedException {
    Optional<HostRecords> noted = context.noted(OLD).map(HostRecords::ofNoted);
    if (noted.isEmpty()) {
      return Evidence.of("nothing to take back: nothing was changed");
    }
    HostRecords old = noted.get();
    String name = name(context);
    String waitsFor = "the servers of the zone to answer what was there before";
    switch (SwitchDecision.back(name, store.read(name), old, target.wanted())) {
      case SwitchDecision.Refused refused -> throw new StepFailedException(refused.why());
      case SwitchDecision.AlreadySo already -> {}
      case SwitchDecision.Change change -> waitsFor = replaced(context, name, change);
    }
    List<String> lines = new ArrayList<>(servers.await(context, waitsFor, name, old));
    return new Evidence(name + " is " + old.text() + " again", lines, Map.of());
  }

  private String name(StepContext context) {
    return target
        .nameIn(context.isDrill())
        .orElseThrow(() -> new StepFailedException(target.lacksShadow()));
  }
}
