package io.understudy.failover.api;

import io.understudy.core.failover.Decider;
import io.understudy.core.failover.JournalException;
import io.understudy.core.failover.RunBook;
import io.understudy.core.failover.RunReport;
import io.understudy.core.failover.RunState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One operation of a list. */
public record OperationSummary(
    String id,
    String verb,
    String state,
    Instant beganAt,
    @Nullable Instant endedAt,
    String by,
    String comment) {

  static OperationsResource.Operations all(RunBook book, Instant now) {
    List<OperationSummary> readable = new ArrayList<>();
    List<String> unreadable = new ArrayList<>();
    for (String id : book.ids()) {
      try {
        Optional<RunBook.Kept> kept = book.load(id);
        kept.ifPresent(one -> readable.add(of(one, now)));
      } catch (JournalException changed) {
        unreadable.add(id);
      }
    }
    return new OperationsResource.Operations(readable, unreadable);
  }

  private static OperationSummary of(RunBook.Kept kept, Instant now) {
    RunState run = kept.state();
    return new OperationSummary(
        kept.id(),
        run.verb().text(),
        RunReport.state(run, Decider.next(run, now)),
        run.beganAt(),
        run.endedAt(),
        run.begun().request().by(),
        run.begun().request().comment());
  }
}
