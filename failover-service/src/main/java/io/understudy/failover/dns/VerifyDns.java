package io.understudy.failover.dns;

import static java.util.stream.Collectors.joining;

import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Forecast;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Proves where a name leads: for the zone's servers, and, when the old TTL is over, for resolvers.
 *
 * @param insides clusters in which the name is looked up too
 * @param oldTtl of what was there before, if no {@code switch-dns} of the run tells it
 * @param timeout of the step
 */
record VerifyDns(
    SwitchDnsTarget target,
    ZoneServers authoritative,
    ZoneServers resolvers,
    List<InsideCheck> insides,
    Optional<Duration> oldTtl,
    Duration timeout)
    implements Step {

  private static final Duration EVERY = Duration.ofMillis(500);
  private static final String BEGAN = "dns-verified-from";
  private static final Duration LONG_TTL = Duration.ofSeconds(300);

  VerifyDns {
    insides = List.copyOf(insides);
  }

  @Override
  public Forecast plan(PlanContext context) {
    Optional<String> name = target.nameIn(context.isDrill());
    if (name.isEmpty()) {
      return rehearsal();
    }
    Findings findings = new Findings();
    long ttlSeconds = oldTtl.map(Duration::toSeconds).orElse(0L);
    for (ZoneServers.Answer answer : authoritative.ask(name.get())) {
      look(answer, findings, !context.isDrill());
      if (answer.lookup() instanceof Lookup.Found found) {
        ttlSeconds = Math.max(ttlSeconds, found.records().ttlSeconds());
      }
    }
    // Of the platform's name even in a drill: a resolver that is asked for a name that is not there
    // yet would remember that.
    resolvers.ask(target.name()).forEach(answer -> look(answer, findings, true));
    insides.forEach(inside -> inside.plan(findings));
    judgeTtl(ttlSeconds, findings);
    return findings.forecast(will(name.get()));
  }

  /** Nobody moves a name in such a drill, so none can be seen to lead elsewhere. */
  private Forecast rehearsal() {
    Findings findings = new Findings();
    findings.warning(target.lacksShadow() + "; as it is, the drill proves nothing of DNS");
    authoritative.ask(target.name()).forEach(answer -> look(answer, findings, true));
    resolvers.ask(target.name()).forEach(answer -> look(answer, findings, true));
    return findings.forecast(
        "only sees whether the servers answer, as a drill without a 'shadow-name' changes no name");
  }

  private Evidence rehearsed() {
    List<String> lines = new ArrayList<>();
    lines.add("WARNING: " + target.lacksShadow());
    authoritative.ask(target.name()).forEach(answer -> lines.add(answer.text()));
    return new Evidence(
        "rehearsed: the drill changed no name, so nothing of DNS is proved", lines, Map.of());
  }

  private String will(String name) {
    String asked =
        resolvers.isEmpty() ? authoritative.text() : authoritative.text() + ", " + resolvers.text();
    return "waits until "
        + name
        + " leads to "
        + String.join(" ", target.wanted().addresses())
        + " and nowhere else, asked of "
        + asked
        + insides.stream().map(inside -> ", " + inside.cluster().text()).collect(joining())
        + ", and the old TTL is over";
  }

  private static void look(ZoneServers.Answer answer, Findings findings, boolean mustExist) {
    switch (answer.lookup()) {
      case Lookup.Failed failed -> findings.problem(failed.why());
      // A drill may make the name that it changes; everybody else has one that users know.
      case Lookup.Found found when !found.nameExists() && mustExist ->
          findings.problem(
              answer.text() + "; correct 'name', or see why this server does not know it");
      case Lookup.Found found -> findings.fact(answer.text());
      case Lookup.Alias alias -> findings.problem(answer.text() + "; name that one instead");
    }
  }

  private void judgeTtl(long ttlSeconds, Findings findings) {
    if (ttlSeconds >= timeout.toSeconds()) {
      findings.problem(
          "the TTL is "
              + ttlSeconds
              + " s and the step's timeout-seconds are "
              + timeout.toSeconds()
              + ": it could not be waited out; lower the TTL a while before, or raise them");
    } else if (ttlSeconds > LONG_TTL.toSeconds()) {
      findings.warning(
          "the TTL is "
              + ttlSeconds
              + " s: so long may users be led to the old site; lower it a while before");
    }
  }

  @Override
  public Evidence run(StepContext context) throws InterruptedException {
    Optional<String> looked = target.nameIn(context.isDrill());
    if (looked.isEmpty()) {
      return rehearsed();
    }
    String name = looked.get();
    List<String> lines = new ArrayList<>();
    lines.addAll(
        authoritative.await(
            context, "the zone's servers to answer the new site", name, target.wanted()));
    waitTtlOut(context, lines);
    lines.addAll(
        resolvers.await(context, "resolvers to answer the new site", name, target.wanted()));
    for (InsideCheck inside : insides) {
      lines.addAll(inside.run(context, name, target.wanted()));
    }
    String addresses = String.join(" ", target.wanted().addresses());
    return new Evidence(name + " leads to " + addresses + " and nowhere else", lines, Map.of());
  }

  private void waitTtlOut(StepContext context, List<String> lines) throws InterruptedException {
    Optional<TtlWait> wait = ttlWait(context);
    if (wait.isEmpty()) {
      lines.add("the old TTL is not known: no switch-dns of this run changed anything");
      return;
    }
    TtlWait known = wait.get();
    context.await(
        known.text(),
        EVERY,
        () -> known.isOver(context.now()) ? Optional.of(known) : Optional.empty());
    lines.add("waited for " + known.text());
  }

  /** As the step that switched says; otherwise from this step's first look on. */
  private Optional<TtlWait> ttlWait(StepContext context) {
    Optional<String> at = context.output(SwitchDns.SWITCHED_AT);
    Optional<String> seconds = context.output(SwitchDns.OLD_TTL_SECONDS);
    if (at.isPresent() && seconds.isPresent()) {
      return Optional.of(
          new TtlWait(Instant.parse(at.get()), Duration.ofSeconds(Long.parseLong(seconds.get()))));
    }
    return oldTtl.map(ttl -> new TtlWait(began(context), ttl));
  }

  private static Instant began(StepContext context) {
    Optional<String> noted = context.noted(BEGAN);
    if (noted.isPresent()) {
      return Instant.parse(noted.get());
    }
    Instant now = context.now();
    context.note(BEGAN, now.toString());
    return now;
  }
}
