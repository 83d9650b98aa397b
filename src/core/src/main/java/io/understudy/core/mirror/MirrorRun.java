package io.understudy.core.mirror;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.mirror.Interrupted.Request;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.EtcdStatus;
import io.understudy.core.scope.RuleFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Mirrors one link for as long as the leadership lasts: from the checkpoint if it can, else by a
 * difference, then revision by revision. Plain sequential code over ports; it owns no thread.
 */
public final class MirrorRun {

  /** A run that lasted so long is no failure at once, whatever ended it. */
  private static final Duration LASTING = Duration.ofMinutes(5);

  private static final int MOST_DOUBLINGS = 8;

  private final RunContext context;
  private final Requests requests;

  /**
   * @param stopping whether the process is to stop, or leads no more; asked often
   */
  public MirrorRun(RunContext context, BooleanSupplier stopping) {
    this.context = context.until(stopping);
    this.requests = new Requests(this.context, stopping);
  }

  /** The leadership must be held when it is called. */
  public End run() {
    try {
      return start();
    } catch (Interrupted.Deposed e) {
      return new End.Deposed(String.valueOf(e.getMessage()));
    } catch (Interrupted.Requested e) {
      return e.request() == Request.PAUSE ? new End.Paused() : new End.Stopped();
    } catch (Interrupted.OtherLife e) {
      return new End.Refused(String.valueOf(e.getMessage()), Sources.RESYNC);
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

  private End start() {
    String lost = null;
    int hurried = 0;
    while (true) {
      Opening opening = Opening.read(context);
      if (opening.paused()) {
        return new End.Paused();
      }
      Sources.Start start = decide(opening, lost);
      Finding.Refusal refusal = refusal(opening, start);
      if (refusal != null) {
        if (Preflight.isSameStore(opening)) {
          context.leadership().withdraw();
        }
        return new End.Refused(refusal.what(), refusal.remedy());
      }
      if (!context.leadership().beginRun(opening.sourceControl().termNumber())) {
        return new End.Deposed("another leads, the lease ran out, or the site was promoted");
      }
      long began = context.timing().nanos();
      Anew anew = mirrorAsJudged(opening, start, lost);
      lost = anew.lost();
      boolean lasted = context.timing().nanos() - began >= LASTING.toNanos();
      hurried = lasted || !anew.hurried() ? 0 : hurried + 1;
      int doublings = Math.min(Math.max(0, hurried - 1), MOST_DOUBLINGS);
      context.timing().backOff(context.limits().retryPause().multipliedBy(1L << doublings));
    }
  }

  /**
   * How a run is to go on.
   *
   * @param lost why the source has to be looked at anew; null to go on from where the target is
   * @param hurried whether it may come to the same again at once
   */
  private record Anew(@Nullable String lost, boolean hurried) {}

  /** Tells the warnings, too. */
  private Finding.@Nullable Refusal refusal(Opening opening, Sources.Start start) {
    RunContext judged = context.pinnedTo(Checkpoint.SourceId.of(opening.observed().source()));
    List<Finding> findings = new PreflightReader(judged, requests).findings(opening, start);
    List<Finding.Warning> warnings = new ArrayList<>();
    Finding.Refusal first = null;
    for (Finding finding : findings) {
      switch (finding) {
        case Finding.Warning warning -> warnings.add(warning);
        case Finding.Refusal refusal -> first = first == null ? refusal : first;
      }
    }
    context.observer().warnings(warnings);
    return first;
  }

  /**
   * However history was lost, the source may be another by now, so that is looked at every time.
   */
  private Sources.Start decide(Opening opening, @Nullable String lost) {
    Sources.Start start =
        Sources.decide(
            opening.observed(),
            opening.comparable(),
            context.digest(opening.reach()),
            opening.resync());
    return lost != null && start instanceof Sources.Start.Resume
        ? new Sources.Start.Differ(Checkpoint.Phase.RESYNC, lost)
        : start;
  }

  /**
   * Meanwhile the source may have been restored or replaced, or be so at any moment from now on;
   * then all is to be judged anew.
   */
  private Anew mirrorAsJudged(Opening judged, Sources.Start start, @Nullable String lost) {
    try {
      Opening led = Opening.read(context);
      if (!isAsJudged(judged, start, led, lost)) {
        throw new Interrupted.Doubted("it is not as it was when it was judged");
      }
      return mirror(led, start);
    } catch (Interrupted.Doubted doubt) {
      context.observer().retried("the run", "source: " + doubt.getMessage());
      return new Anew(lost, true);
    }
  }

  /** What is there now that no other writes is what was judged before. */
  private boolean isAsJudged(
      Opening judged, Sources.Start start, Opening led, @Nullable String lost) {
    EtcdStatus before = judged.observed().source();
    EtcdStatus now = led.observed().source();
    return now.clusterId() == before.clusterId()
        && now.revision() >= before.revision()
        && led.sourceControl().equals(judged.sourceControl())
        && decide(led, lost).equals(start);
  }

  private Anew mirror(Opening opening, Sources.Start start) {
    context.observer().continuity(opening.reach().isWhole());
    try (Session session = new Session(context, requests, opening)) {
      switch (start) {
        case Sources.Start.Resume resume -> session.resume();
        case Sources.Start.Differ differ -> session.differ(differ.phase(), differ.why());
        case Sources.Start.Refuse refuse -> throw new IllegalStateException(refuse.why());
      }
      session.tail();
    } catch (Interrupted.HistoryLost lost) {
      return new Anew(String.valueOf(lost.getMessage()), true);
    } catch (Interrupted.TooLarge learnt) {
      return new Anew(null, false);
    } catch (Interrupted.Requested requested) {
      if (requested.request() == Request.RESYNC) {
        return new Anew("an operator asked for it", true);
      }
      throw requested;
    } catch (EtcdException failure) {
      if (failure.kind() == EtcdException.Kind.OTHER_CLUSTER) {
        throw new Interrupted.Doubted(String.valueOf(failure.getMessage()));
      }
      throw failure;
    }
    throw new IllegalStateException("a tail ends only by an interruption");
  }
}
