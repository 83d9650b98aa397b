package io.understudy.failover.kube;

import io.understudy.core.failover.Parameter;
import io.understudy.core.failover.StepSpec;
import io.understudy.core.failover.StepType;
import io.understudy.core.scope.Rules;
import io.understudy.failover.settings.FailoverSettings;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepKind;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/** {@code lift-freeze}: takes away what a freeze of this link left behind on a site. */
@Singleton
public class LiftFreezeKind implements StepKind {

  private static final String OTHER = "other-site";
  private static final String THIS = "this-site";
  private static final String MAY_BE_DEAD = "may-be-dead";
  private static final int DEFAULT_ATTEMPTS = 3;
  private static final int MOST_ATTEMPTS = 1000;

  private static final StepType TYPE =
      new StepType(
          "lift-freeze",
          "Deletes the policy that froze a site for this link, and its binding; read back as gone on"
              + " each of that site's API servers, which takes a dry run again.",
          StepType.InDrill.DRY,
          StepType.Nature.PLAIN,
          List.of(
              Parameter.choice(
                      "at",
                      "the site; other-site if left out, the old primary",
                      List.of(OTHER, THIS))
                  .optional(),
              Parameter.flag(
                      MAY_BE_DEAD,
                      "API servers that do not answer, or are not configured, do not hold it up")
                  .optional(),
              Parameter.number(
                      "attempts",
                      "how often one that may be dead is asked; 3 if left out",
                      1,
                      MOST_ATTEMPTS)
                  .optional()));

  private final String link;
  private final Rules rules;
  private final PrimaryServers other;
  private final StandbyServers here;

  @Inject
  LiftFreezeKind(FailoverSettings settings, PrimaryServers other, StandbyServers here) {
    this(settings.link().name(), settings.link().rules(), other, here);
  }

  LiftFreezeKind(String link, Rules rules, PrimaryServers other, StandbyServers here) {
    this.link = link;
    this.rules = rules;
    this.other = other;
    this.here = here;
  }

  @Override
  public StepType type() {
    return TYPE;
  }

  @Override
  public Step make(StepSpec spec) {
    boolean isHere = spec.with().text("at", OTHER).equals(THIS);
    FrozenSite site =
        new FrozenSite(
            link, rules, isHere ? "this site" : "the other site", isHere ? here::all : other::all);
    return new LiftFreeze(
        site,
        spec.with().flag(MAY_BE_DEAD, false),
        (int) spec.with().number("attempts", DEFAULT_ATTEMPTS));
  }
}
