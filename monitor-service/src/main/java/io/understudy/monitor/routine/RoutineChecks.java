package io.understudy.monitor.routine;

import io.understudy.core.check.CannotTellException;
import io.understudy.core.check.CheckBook;
import io.understudy.core.check.CheckDesk;
import io.understudy.core.check.CheckMode;
import io.understudy.core.check.CheckTurns;
import io.understudy.core.check.CheckTurns.Attempt;
import io.understudy.core.check.CheckTurns.Turn;
import io.understudy.core.control.CheckRecord;
import io.understudy.core.control.CheckRecord.Trigger;
import io.understudy.core.control.CheckRequest;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.port.EtcdException;
import io.understudy.monitor.Ends;
import io.understudy.monitor.settings.MonitorSettings;
import io.understudy.monitor.settings.RoutineSettings;
import io.understudy.service.kubernetes.EventSender;
import io.understudy.service.log.RateLimit;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/**
 * Runs the checks that are due and those that were asked for, when it is this replica's turn, and
 * keeps their results. {@link #look} belongs to one thread.
 */
@Singleton
public class RoutineChecks {

  private static final Logger LOG = Logger.getLogger(RoutineChecks.class);

  private final String link;
  private final RoutineSettings settings;
  private final CheckRunner runner;
  private final EventSender events;
  private final InstantSource time;
  private final CheckBook book;
  private final CheckDesk desk;
  private final CheckTurns turns;
  private final Site site;
  private final Board board;
  private final CheckMeters meters = new CheckMeters();
  private final RateLimit complaints = new RateLimit(Duration.ofMinutes(1));
  private final AtomicReference<Optional<Instant>> fired = new AtomicReference<>(Optional.empty());
  private final AtomicReference<Optional<Turn>> running = new AtomicReference<>(Optional.empty());

  @Inject
  RoutineChecks(
      MonitorSettings settings,
      Ends ends,
      CheckRunner runner,
      EventSender events,
      InstantSource time) {
    this.link = settings.link().name();
    this.settings = settings.routine();
    this.runner = runner;
    this.events = events;
    this.time = time;
    this.book = new CheckBook(ends.target(), settings.link().keys());
    this.desk = new CheckDesk(ends.target(), settings.link().keys(), time);
    this.turns =
        new CheckTurns(
            ends.target(),
            settings.link().keys(),
            settings.link().holder(),
            this.settings.turnTtl().toSeconds(),
            time);
    this.site = new Site(ends.target(), settings.link().keys());
    this.board = new Board(book);
  }

  /** Looks once for what is to be done, and does it. Failures are logged and looked at again. */
  void look() {
    try {
      board.refresh();
      turns.endStray();
      Optional<CheckRequest> asked = desk.now().requested();
      if (asked.isPresent()) {
        run(turns.begin(asked.get()), asked.get().values(), asked.get().full());
      } else if (isDue() && !site.isPromoted()) {
        runIfStillDue(turns.begin());
      }
    } catch (EtcdException | CorruptRecordException failure) {
      complain(String.valueOf(failure.getMessage()));
    }
  }

  private boolean isDue() {
    Optional<Instant> last = board.newestRoutine().map(CheckRecord::startedAt);
    return Due.isDue(time.instant(), last, settings.interval(), fired.get());
  }

  /** Another may have run it between the look and the turn. */
  private void runIfStillDue(Attempt attempt) {
    if (attempt instanceof Attempt.Taken taken) {
      board.refresh();
      if (isDue()) {
        run(attempt, true, false);
      } else {
        turns.giveUp(taken.turn());
      }
    }
  }

  private void run(Attempt attempt, boolean values, boolean full) {
    if (attempt instanceof Attempt.Taken taken) {
      Turn turn = taken.turn();
      running.set(Optional.of(turn));
      try {
        keep(turn, check(turn, values, full));
      } finally {
        running.set(Optional.empty());
      }
    }
  }

  private CheckRecord check(Turn turn, boolean values, boolean full) {
    String id = turn.checker().id();
    Trigger trigger = turn.checker().trigger();
    Instant began = time.instant();
    TurnKeeper keeper = new TurnKeeper(turns, turn, settings.turnTtl().toMillis() / 3);
    try {
      CheckMode mode = new CheckMode(values, full);
      CheckRunner.Ran ran = runner.run(mode, settings.keepMaxBytes());
      return KeptResult.of(id, trigger, ran);
    } catch (CannotTellException | EtcdException | CorruptRecordException why) {
      String reason = String.valueOf(why.getMessage());
      return KeptResult.failed(id, trigger, began, time.instant(), values, reason);
    } catch (RuntimeException unforeseen) {
      // What it says may hold anything: it is for the log of this process, not for a record.
      LOG.errorf(unforeseen, "A check broke off link=%s check=%s", link, id);
      String reason = "the check broke off (" + unforeseen.getClass().getSimpleName() + ")";
      return KeptResult.failed(id, trigger, began, time.instant(), values, reason);
    } finally {
      keeper.close();
    }
  }

  private void keep(Turn turn, CheckRecord record) {
    meters.ran(record);
    Optional<CheckRecord> before = board.newestVerdict();
    if (!turns.finish(turn, record)) {
      LOG.warnf(
          "The result of a check is not kept, its turn was over link=%s check=%s",
          link, record.id());
      return;
    }
    LOG.infof(
        "Checked link=%s check=%s result=%s watermark=%d found=\"%s\" error=\"%s\"",
        link,
        record.id(),
        record.result().text(),
        record.reading().watermark(),
        Verdicts.words(record.counts()),
        record.error());
    Verdicts.change(link, before, record).ifPresent(events::tell);
    book.keepNewest(settings.keep());
    board.refresh();
  }

  /**
   * Keeps the result of a check that somebody waited for, unless it says what the newest kept one
   * of the last minute does: whoever calls again and again must not push out what else is kept.
   *
   * @param result under any id
   * @return as it is kept; empty if it is not
   * @throws EtcdException if the target does not answer
   */
  synchronized Optional<CheckRecord> keepCalled(CheckRecord result) {
    meters.ran(result);
    board.refresh();
    if (board.newest().filter(kept -> Calls.saysTheSame(kept, result)).isPresent()) {
      return Optional.empty();
    }
    Optional<CheckRecord> before = board.newestVerdict();
    CheckRecord kept = desk.keep(result);
    Verdicts.change(link, before, kept).ifPresent(events::tell);
    book.keepNewest(settings.keep());
    board.refresh();
    return Optional.of(kept);
  }

  /** The cron expression says that a check is due. */
  void fired(Instant at) {
    fired.set(Optional.of(at));
  }

  /** Ends the turn that this replica has, so that another need not wait for it to run out. */
  void stop() {
    running.get().ifPresent(turns::giveUp);
  }

  Board board() {
    return board;
  }

  CheckMeters meters() {
    return meters;
  }

  private void complain(String reason) {
    long held = complaints.pass(time.instant());
    if (held >= 0) {
      LOG.warnf(
          "Checks cannot be looked after link=%s reason=\"%s\" alsoSince=%d", link, reason, held);
    }
  }
}
