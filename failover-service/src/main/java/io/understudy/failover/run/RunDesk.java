package io.understudy.failover.run;

import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.failover.Command;
import io.understudy.core.failover.Decider;
import io.understudy.core.failover.Event;
import io.understudy.core.failover.Guards;
import io.understudy.core.failover.Plan;
import io.understudy.core.failover.RunBook;
import io.understudy.core.failover.RunBook.Idempotency;
import io.understudy.core.failover.RunRequest;
import io.understudy.core.mirror.Timing;
import io.understudy.core.port.EtcdException;
import io.understudy.failover.settings.FailoverSettings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/** Takes requests for operations, and operators' words about them. Safe for several threads. */
@Singleton
public class RunDesk {

  private static final Logger LOG = Logger.getLogger(RunDesk.class);

  private final FailoverSettings settings;
  private final Planner planner;
  private final RunBook book;
  private final RunThread thread;
  private final RunNews news;
  private final Timing timing;

  @Inject
  RunDesk(
      FailoverSettings settings,
      Planner planner,
      RunBook book,
      RunThread thread,
      RunNews news,
      Timing timing) {
    this.settings = settings;
    this.planner = planner;
    this.book = book;
    this.thread = thread;
    this.news = news;
    this.timing = timing;
  }

  /** What came of a request. */
  public sealed interface Answer {

    /** It is on record, by this request or by the same one earlier. */
    record Accepted(String id) implements Answer {}

    /** Another run goes on. */
    record Busy(String id) implements Answer {}

    /** The idempotency key was used for something else. */
    record OtherBody(String id) implements Answer {}

    /** What the request was made for does not hold any more. */
    record Stale(String why) implements Answer {}

    /** It must not be begun as things are. */
    record Refused(List<String> why) implements Answer {}
  }

  /**
   * @throws io.understudy.core.port.EtcdException if this site's etcd does not answer; the same
   *     request may be sent again
   */
  public Answer begin(RunRequest request, Optional<Idempotency> idempotency) {
    Planner.Made made = planner.plan(request.verb());
    Optional<Answer> no = refusal(request, made);
    // A request that is repeated was right when it came first.
    if (no.isPresent()) {
      Optional<Answer> earlier = idempotency.flatMap(this::earlier);
      return earlier.orElseGet(no::get);
    }
    String id = RunIds.next(timing);
    Event.Begun begun = new Event.Begun(request, settings.site(), made.plan().planned());
    return switch (book.begin(id, begun, idempotency, made.termRevision())) {
      case RunBook.Beginning.Begun mine -> {
        book.load(mine.id()).ifPresent(kept -> news.tell(kept, begun));
        thread.wake();
        forgetOldRuns();
        yield new Answer.Accepted(mine.id());
      }
      case RunBook.Beginning.Repeated same -> new Answer.Accepted(same.id());
      case RunBook.Beginning.OtherBody other -> new Answer.OtherBody(other.id());
      case RunBook.Beginning.Busy busy -> new Answer.Busy(busy.id());
      case RunBook.Beginning.TermMoved moved -> new Answer.Stale("the term has just changed");
    };
  }

  /** The run that was begun goes on whether that succeeds or not. */
  private void forgetOldRuns() {
    try {
      book.prune(settings.keep());
    } catch (EtcdException | CorruptRecordException failure) {
      LOG.warnf("Old runs are kept for now reason=\"%s\"", failure.getMessage());
    }
  }

  private Optional<Answer> earlier(Idempotency request) {
    return book.find(request)
        .map(
            found ->
                switch (found) {
                  case RunBook.Beginning.OtherBody other -> new Answer.OtherBody(other.id());
                  case RunBook.Beginning.Repeated same -> new Answer.Accepted(same.id());
                  default -> throw new IllegalStateException("no answer to a repetition: " + found);
                });
  }

  private Optional<Answer> refusal(RunRequest request, Planner.Made made) {
    Plan plan = made.plan();
    Optional<String> running = book.current();
    if (running.isPresent()) {
      return Optional.of(new Answer.Busy(running.get()));
    }
    Optional<String> stale = Guards.stale(request, plan);
    if (stale.isPresent()) {
      return Optional.of(new Answer.Stale(stale.get()));
    }
    if (!plan.refusals().isEmpty()) {
      return Optional.of(new Answer.Refused(plan.refusals()));
    }
    List<String> troubles =
        Guards.unaccepted(request, plan).stream()
            .flatMap(
                step ->
                    step.forecast().problems().stream()
                        .map(problem -> step.step().spec().name() + ": " + problem))
            .toList();
    return troubles.isEmpty()
        ? made.loss().flatMap(loss -> unaccepted(request, loss))
        : Optional.of(new Answer.Refused(troubles));
  }

  private static Optional<Answer> unaccepted(RunRequest request, Planner.Loss loss) {
    if (!loss.primary().isLost() && request.forceReason().isEmpty()) {
      return Optional.of(
          new Answer.Refused(List.of(loss.primary().says() + ": " + loss.primary().remedy())));
    }
    boolean isAccepted = request.acceptedWatermark().filter(loss.bound()::accepts).isPresent();
    return isAccepted
        ? Optional.empty()
        : Optional.of(new Answer.Refused(List.of(String.join("; ", loss.bound().text()))));
  }

  /**
   * Puts an operator's word on record.
   *
   * @param step that is meant; empty for the one that the run waits for, or for the run
   * @return why it may not be said now; empty if it was put on record
   */
  public Optional<String> say(
      RunBook.Kept kept, Command command, String step, String by, String comment) {
    AtomicReference<Optional<String>> refused = new AtomicReference<>(Optional.empty());
    AtomicReference<Optional<Event>> said = new AtomicReference<>(Optional.empty());
    RunBook.Kept after =
        book.append(
            kept,
            state -> {
              String about = RunWaits.about(state, command, step, timing.now());
              Optional<String> no = Decider.refusal(state, command, about);
              refused.set(no);
              said.set(
                  no.isPresent()
                      ? Optional.empty()
                      : Optional.of(new Event.Commanded(command, about, by, comment)));
              return said.get();
            });
    said.get().ifPresent(event -> news.tell(after, event));
    thread.wake();
    return refused.get();
  }
}
