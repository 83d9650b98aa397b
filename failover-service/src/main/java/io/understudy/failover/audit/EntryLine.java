package io.understudy.failover.audit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.core.failover.Entry;
import io.understudy.core.failover.Event;
import io.understudy.core.failover.RunState;

/** A line about an entry of a run's journal. Of notes only the names: values may be anything. */
final class EntryLine {

  private EntryLine() {}

  /**
   * @param run its state, whenever
   */
  static ObjectNode json(String id, RunState run, Entry entry) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("time", entry.at().toString());
    line.put("kind", "run");
    line.put("run", id);
    line.put("verb", run.verb().text());
    line.put("entry", entry.number());
    tell(line, entry.event());
    line.put("hash", entry.hash());
    return line;
  }

  private static void tell(ObjectNode line, Event event) {
    switch (event) {
      case Event.Begun begun ->
          line.put("event", "began")
              .put("by", begun.request().by())
              .put("site", begun.site())
              .put("planHash", begun.request().planHash())
              .put("comment", begun.request().comment());
      case Event.TakenOver taken -> line.put("event", "taken-over").put("holder", taken.holder());
      case Event.StepBegan began ->
          about(line, "step-began", began.step()).put("attempt", began.attempt());
      case Event.Noted noted -> about(line, "noted", noted.step()).put("name", noted.name());
      case Event.StepDone done ->
          about(line, "step-done", done.step()).put("evidence", done.evidence().summary());
      case Event.StepFailed failed ->
          about(line, "step-failed", failed.step()).put("why", failed.why());
      case Event.UndoBegan began -> about(line, "undo-began", began.step()).put("why", began.why());
      case Event.UndoDone done ->
          about(line, "undo-done", done.step()).put("evidence", done.evidence().summary());
      case Event.UndoFailed failed ->
          about(line, "undo-failed", failed.step()).put("why", failed.why());
      case Event.Commanded said ->
          about(line, "commanded", said.step())
              .put("command", said.command().text())
              .put("by", said.by())
              .put("comment", said.comment());
      case Event.Ended ended ->
          line.put("event", "ended")
              .put("outcome", ended.outcome().name().toLowerCase(java.util.Locale.ROOT));
    }
  }

  private static ObjectNode about(ObjectNode line, String event, String step) {
    return line.put("event", event).put("step", step);
  }
}
