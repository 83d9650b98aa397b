package io.understudy.monitor.routine;

import io.understudy.core.check.CannotTellException;
import io.understudy.core.check.CheckMode;
import io.understudy.core.check.DifferenceKind;
import io.understudy.core.control.CheckLists;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.RangeQuery;
import io.understudy.monitor.Ends;
import io.understudy.monitor.check.CheckRuns;
import io.understudy.monitor.check.Explanations;
import io.understudy.monitor.settings.MonitorSettings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;

/** Runs checks by the same comparison as calls do: each knows what the ones before found. */
@Singleton
public class SharedRunner implements CheckRunner {

  private final CheckRuns runs;
  private final Etcd target;
  private final ControlKeys keys;
  private final Duration patience;
  private final Duration answerWait;

  @Inject
  SharedRunner(CheckRuns runs, Ends ends, MonitorSettings settings) {
    this.runs = runs;
    this.target = ends.target();
    this.keys = settings.link().keys();
    this.patience = settings.check().patience();
    this.answerWait = settings.sync().answerWait();
  }

  @Override
  public Ran run(CheckMode request, long keepMaxBytes) {
    try (CheckRuns.Answer answer = runs.ask(request, patience)) {
      return of(answer, keepMaxBytes);
    } catch (CheckRuns.TooLongException late) {
      throw new CannotTellException(
          late.getMessage() + "; raise understudy.check.wait-ms if it needs longer", true);
    }
  }

  /** What is kept of an answer, whoever asked for it. */
  Ran of(CheckRuns.Answer answer, long keepMaxBytes) {
    FoundKeys found = new FoundKeys(keys, keepMaxBytes);
    try {
      for (DifferenceKind kind : DifferenceKind.values()) {
        if (answer.result().failing(kind) > 0) {
          answer.differences().read(kind, found::found);
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return new Ran(
        answer.result(),
        found.lists(causes(answer.explanations())),
        foreignKeys(),
        answer.healing(answerWait));
  }

  private static List<CheckLists.Cause> causes(Explanations explanations) {
    return explanations.groups().stream()
        .map(
            group ->
                new CheckLists.Cause(
                    group.cause(),
                    group.resource(),
                    group.namespace(),
                    group.count(),
                    group.example().utf8()))
        .toList();
  }

  private long foreignKeys() {
    KeyRange foreign = KeyRange.prefix(keys.foreignPrefix().plus(Bytes.utf8("/")));
    return target.range(RangeQuery.count(foreign, 0)).await().count();
  }
}
