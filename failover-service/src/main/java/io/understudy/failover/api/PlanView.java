package io.understudy.failover.api;

import io.understudy.core.failover.Plan;
import io.understudy.core.failover.StepSpec;
import io.understudy.failover.run.Planner;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an operation would do now.
 *
 * @param planHash to be sent with the request for the operation
 * @param expectedPrimary the site that is the primary now
 * @param canBegin whether nothing stands in the way
 * @param refusals why it cannot be begun at all
 * @param role whether this site's role is what the other site and the platform's name say
 * @param loss what a failover may lose, a sentence each; empty for other verbs
 * @param acceptDataLoss the watermark that has to be named to accept that; null for other verbs
 */
public record PlanView(
    String verb,
    String site,
    String expectedPrimary,
    long term,
    String planHash,
    boolean canBegin,
    List<String> refusals,
    String role,
    List<String> loss,
    @Nullable Long acceptDataLoss,
    List<Step> steps) {

  /**
   * One step.
   *
   * @param mode {@code run}, {@code rehearse} (a drill plans it again instead), {@code remedy} (run
   *     only after a failure)
   * @param will what it would do
   * @param facts what was looked at
   * @param problems why it would fail
   * @param nature whether it is taken back if the run is cancelled before the promotion, in a word:
   *     {@code plain} (no), {@code undone-on-cancel}, {@code held} (also if the run is interrupted
   *     or takes too long), {@code commit} (it cannot be), {@code after-end} (no; run after the
   *     end)
   * @param undo the same for people
   */
  public record Step(
      String name,
      String type,
      String mode,
      String will,
      List<String> facts,
      List<String> problems,
      List<String> warnings,
      long timeoutSeconds,
      int retries,
      String nature,
      String undo) {}

  static PlanView of(Planner.Made made) {
    Plan plan = made.plan();
    Optional<Planner.Loss> loss = made.loss();
    return new PlanView(
        plan.verb().text(),
        plan.site(),
        plan.expectedPrimary(),
        plan.term(),
        plan.hash(),
        plan.refusals().isEmpty() && plan.troubled().isEmpty(),
        plan.refusals(),
        made.role().word() + ": " + made.role().says(),
        loss.map(PlanView::lines).orElse(List.of()),
        loss.map(known -> known.bound().toAccept()).orElse(null),
        plan.steps().stream().map(PlanView::step).toList());
  }

  private static List<String> lines(Planner.Loss loss) {
    List<String> lines = new ArrayList<>();
    lines.add(loss.primary().says());
    lines.addAll(loss.bound().text());
    return lines;
  }

  private static Step step(Plan.Foreseen foreseen) {
    StepSpec spec = foreseen.step().spec();
    return new Step(
        spec.name(),
        spec.type().name(),
        foreseen.step().mode().name().toLowerCase(Locale.ROOT),
        foreseen.forecast().will(),
        foreseen.forecast().facts(),
        foreseen.forecast().problems(),
        foreseen.forecast().warnings(),
        spec.timeout().toSeconds(),
        spec.retries(),
        spec.type().nature().word(),
        switch (spec.type().nature()) {
          case PLAIN -> "not taken back";
          case UNDONE_ON_CANCEL -> "taken back when the run is cancelled before the promotion";
          case HELD ->
              "taken back when the run is cancelled, interrupted or takes too long before the"
                  + " promotion";
          case COMMIT -> "cannot be taken back";
          case AFTER_END -> "run after the operation has ended; not taken back";
        });
  }
}
