package io.understudy.core.failover;

import java.util.List;
import java.util.Locale;

/**
 * A kind of step: what runbooks may say of it, and how a run treats it.
 *
 * @param name as runbooks have it, for example {@code switch-dns}
 * @param says what it does and by what its effect is read back, in a sentence for the documents
 * @param inDrill what a drill does with it
 * @param nature what becomes of it when a run is cancelled or another process takes it over
 * @param parameters what {@code with} may hold
 */
public record StepType(
    String name, String says, InDrill inDrill, Nature nature, List<Parameter> parameters) {

  /** Asks a person. The run itself does it: there is no effect. */
  public static final StepType APPROVE =
      new StepType(
          "approve",
          "Waits until a person says that it is done, or may go on.",
          InDrill.DRY,
          Nature.PLAIN,
          List.of(Parameter.text("message", "what the person is asked")));

  /** What a drill does. */
  public enum InDrill {
    /** It leaves no trace, or a drill takes its effect back at the end: it is run. */
    REAL,
    /** Only its plan is made. */
    DRY
  }

  /** How a run treats it beside running it. */
  public enum Nature {
    /** Nothing is taken back. */
    PLAIN,
    /** Its effect is taken back when the run is cancelled before the commit. */
    UNDONE_ON_CANCEL,
    /**
     * So is this; and it does not outlive the process that did it, nor its own {@code max-seconds}
     * parameter, unless the commit has begun: it is taken back, and done again before the run goes
     * on.
     */
    HELD,
    /** The commit: from its start on nothing is taken back. */
    COMMIT,
    /**
     * Run once the run has ended well and that is on record, after all others wherever it stands:
     * it may end the process that runs it. Nothing is taken back.
     */
    AFTER_END;

    /** As the REST API calls it, for example {@code undone-on-cancel}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  public StepType {
    parameters = List.copyOf(parameters);
  }
}
