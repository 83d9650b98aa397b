package io.understudy.failover.run;

import io.quarkus.arc.All;
import io.understudy.core.failover.Event;
import io.understudy.core.failover.RunBook;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Says in the log, and to who listens, what is put on record of a run. Values of notes are not
 * logged.
 */
@Singleton
public class RunNews {

  private static final Logger LOG = Logger.getLogger(RunNews.class);

  private final List<RunListener> listeners;

  @Inject
  RunNews(@All List<RunListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  /** Waits at most for a file. */
  void tell(RunBook.Kept kept, Event event) {
    log(kept.id(), event);
    for (RunListener listener : listeners) {
      try {
        listener.told(kept, event);
      } catch (RuntimeException defect) {
        LOG.errorf(defect, "What happened was not told everybody run=%s", kept.id());
      }
    }
  }

  private static void log(String run, Event event) {
    switch (event) {
      case Event.Begun begun ->
          LOG.infof(
              "A run begins run=%s verb=%s by=%s",
              run, begun.request().verb().text(), begun.request().by());
      case Event.TakenOver taken ->
          LOG.infof("Carrying out a run run=%s holder=%s", run, taken.holder());
      case Event.StepBegan began ->
          LOG.infof("Step begins run=%s step=%s attempt=%d", run, began.step(), began.attempt());
      case Event.Noted noted ->
          LOG.debugf("Noted run=%s step=%s name=%s", run, noted.step(), noted.name());
      case Event.StepDone done ->
          LOG.infof(
              "Step done run=%s step=%s evidence=\"%s\"",
              run, done.step(), done.evidence().summary());
      case Event.StepFailed failed ->
          LOG.warnf("Step failed run=%s step=%s reason=\"%s\"", run, failed.step(), failed.why());
      case Event.UndoBegan began ->
          LOG.infof("Step is taken back run=%s step=%s why=\"%s\"", run, began.step(), began.why());
      case Event.UndoDone done ->
          LOG.infof(
              "Step was taken back run=%s step=%s evidence=\"%s\"",
              run, done.step(), done.evidence().summary());
      case Event.UndoFailed failed ->
          LOG.errorf(
              "Step could not be taken back run=%s step=%s reason=\"%s\"",
              run, failed.step(), failed.why());
      case Event.Commanded said ->
          LOG.infof(
              "An operator said run=%s command=%s step=%s by=%s",
              run, said.command().text(), said.step(), said.by());
      case Event.Ended ended ->
          LOG.infof("The run has ended run=%s outcome=%s", run, ended.outcome());
    }
  }
}
