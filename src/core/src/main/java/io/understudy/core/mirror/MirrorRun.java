package io.understudy.core.mirror;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.mirror.Interrupted.Request;
import io.understudy.core.port.EtcdException;
import io.understudy.core.scope.RuleFileException;
import java.util.function.BooleanSupplier;

/**
 * Mirrors one link for as long as the leadership lasts: from the checkpoint if it can, else by a
 * difference, then revision by revision. Plain sequential code over ports; it owns no thread.
 */
public final class MirrorRun {

  private final RunContext context;
  private final Requests requests;

  /**
   * @param stopping whether the process is to stop; asked often
   */
  public MirrorRun(RunContext context, BooleanSupplier stopping) {
    this.context = context;
    this.requests = new Requests(context, stopping);
  }

  /** The leadership must be held when it is called. */
  public End run() {
    try {
      return start(Opening.read(context));
    } catch (Interrupted.Deposed e) {
      return new End.Deposed(String.valueOf(e.getMessage()));
    } catch (Interrupted.HistoryLost e) {
      return new End.Failed(String.valueOf(e.getMessage()));
    } catch (Interrupted.Requested e) {
      return e.request() == Request.PAUSE ? new End.Paused() : new End.Stopped();
    } catch (CorruptRecordException e) {
      return new End.Refused(
          String.valueOf(e.getMessage()), "mend or delete that record while no mirror runs");
    } catch (RuleFileException e) {
      return new End.Refused(
          "control record 'scope' in the target etcd cannot be used: " + e.getMessage(),
          "delete that record while no mirror runs; the next difference writes it anew");
    } catch (EtcdException e) {
      return new End.Failed(String.valueOf(e.getMessage()));
    }
  }

  private End start(Opening opening) {
    if (opening.paused()) {
      return new End.Paused();
    }
    Sources.Start start =
        Sources.decide(
            opening.observed(),
            opening.checkpoint(),
            context.rules().digest(),
            opening.resyncRequested());
    return switch (start) {
      case Sources.Start.Refuse refuse -> new End.Refused(refuse.why(), refuse.remedy());
      case Sources.Start.Resume resume -> begin(new Step.Resume());
      case Sources.Start.Differ differ -> begin(new Step.Differ(differ.phase(), differ.why()));
    };
  }

  /** What an earlier run sent may land until the new term holds, so the records are read again. */
  private End begin(Step first) {
    if (!context.leadership().beginRun()) {
      return new End.Deposed("another leads, the lease ran out, or the site was promoted");
    }
    return mirror(Opening.read(context), first);
  }

  /** How to come to the tail. */
  private sealed interface Step {
    record Resume() implements Step {}

    record Differ(Checkpoint.Phase phase, String why) implements Step {}
  }

  /** Ends only by an interruption. */
  private End mirror(Opening opening, Step first) {
    try (Session session = new Session(context, requests, opening)) {
      Step step = first;
      while (true) {
        try {
          switch (step) {
            case Step.Resume resume -> session.resume();
            case Step.Differ differ -> session.differ(differ.phase(), differ.why());
          }
          session.tail();
        } catch (Interrupted.HistoryLost lost) {
          step = new Step.Differ(session.nextPhase(), String.valueOf(lost.getMessage()));
        } catch (Interrupted.Requested requested) {
          if (requested.request() != Request.RESYNC) {
            throw requested;
          }
          step = new Step.Differ(session.nextPhase(), "an operator asked for it");
        }
      }
    }
  }
}
