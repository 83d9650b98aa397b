package io.understudy.failover.report;

import io.understudy.core.failover.Event;
import io.understudy.core.failover.Next;
import io.understudy.core.failover.RunState;
import io.understudy.core.failover.StepRun;
import io.understudy.core.failover.StepType;
import io.understudy.service.kubernetes.Notice;
import java.util.ArrayList;
import java.util.List;

/** What of a run is worth a Kubernetes Event. */
final class RunNotices {

  private RunNotices() {}

  /**
   * @param run as it stands after the event
   * @param next what is decided to come next
   */
  static List<Notice> of(String id, RunState run, Event event, Next next) {
    String what = run.verb().text() + " " + id;
    List<Notice> notices = new ArrayList<>();
    switch (event) {
      case Event.Begun begun ->
          notices.add(
              Notice.normal("OperationBegan", what + " was begun by " + begun.request().by()));
      case Event.StepDone done -> {
        if (run.step(done.step()).nature() == StepType.Nature.COMMIT) {
          notices.add(
              Notice.warning(
                  "OperationCommitted", what + " has made " + run.begun().site() + " the primary"));
        }
      }
      case Event.StepFailed failed ->
          notices.add(
              Notice.warning(
                  "OperationStepFailed",
                  what + ", step " + failed.step() + " failed: " + failed.why()));
      case Event.UndoFailed failed ->
          notices.add(
              Notice.warning(
                  "OperationStepFailed",
                  what + ", step " + failed.step() + " was not taken back: " + failed.why()));
      case Event.Ended ended -> notices.add(ended(what, ended));
      case Event.TakenOver taken -> {}
      case Event.StepBegan began -> {}
      case Event.Noted noted -> {}
      case Event.UndoBegan began -> {}
      case Event.UndoDone done -> {}
      case Event.Commanded said -> {}
    }
    if (next instanceof Next.Wait wait) {
      notices.add(waits(what, run, wait));
    }
    return notices;
  }

  private static Notice ended(String what, Event.Ended ended) {
    return switch (ended.outcome()) {
      case SUCCEEDED -> Notice.normal("OperationEnded", what + " succeeded");
      case CANCELLED -> Notice.warning("OperationEnded", what + " was cancelled");
    };
  }

  private static Notice waits(String what, RunState run, Next.Wait wait) {
    StepRun step = run.byName().get(wait.step());
    boolean isApproval = step != null && step.planned().spec().type().equals(StepType.APPROVE);
    String text =
        what + " waits" + (step == null ? "" : " at step " + step.name()) + ": " + wait.what();
    return step == null || isApproval
        ? Notice.normal("OperationWaits", text)
        : Notice.warning("OperationWaits", text);
  }
}
