package io.understudy.core.failover;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.control.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Events of a journal as JSON: a field {@code event} that names them, and their own fields. */
record EventJson(Function<String, Optional<StepType>> types) {

  private static final String RECORD = "run entry";

  /** Of a failed step: there, and true, if it does. */
  private static final String NEEDS_PERSON = "needsPerson";

  private static final String RETRY_PAUSE = "retryPauseSeconds";

  void write(Event event, ObjectNode json) {
    switch (event) {
      case Event.Begun begun -> writeBegun(begun, json.put("event", "begun"));
      case Event.TakenOver taken -> json.put("event", "taken-over").put("holder", taken.holder());
      case Event.StepBegan began ->
          json.put("event", "step-began").put("step", began.step()).put("attempt", began.attempt());
      case Event.Noted noted ->
          json.put("event", "noted")
              .put("step", noted.step())
              .put("name", noted.name())
              .put("value", noted.value());
      case Event.StepDone done ->
          evidence(done.evidence(), json.put("event", "step-done").put("step", done.step()));
      case Event.StepFailed failed -> {
        json.put("event", "step-failed").put("step", failed.step()).put("why", failed.why());
        if (failed.needsPerson()) {
          json.put(NEEDS_PERSON, true);
        }
      }
      case Event.UndoBegan began ->
          json.put("event", "undo-began").put("step", began.step()).put("why", began.why());
      case Event.UndoDone done ->
          evidence(done.evidence(), json.put("event", "undo-done").put("step", done.step()));
      case Event.UndoFailed failed ->
          json.put("event", "undo-failed").put("step", failed.step()).put("why", failed.why());
      case Event.Commanded commanded ->
          json.put("event", "commanded")
              .put("command", commanded.command().text())
              .put("step", commanded.step())
              .put("by", commanded.by())
              .put("comment", commanded.comment());
      case Event.Ended ended ->
          json.put("event", "ended")
              .put("outcome", ended.outcome().name().toLowerCase(Locale.ROOT));
    }
  }

  Event read(Json.Fields json) {
    String event = json.text("event");
    return switch (event) {
      case "begun" -> readBegun(json);
      case "taken-over" -> new Event.TakenOver(json.text("holder"));
      case "step-began" -> new Event.StepBegan(json.text("step"), (int) json.number("attempt"));
      case "noted" -> new Event.Noted(json.text("step"), json.text("name"), json.text("value"));
      case "step-done" -> new Event.StepDone(json.text("step"), evidence(json));
      case "step-failed" ->
          new Event.StepFailed(json.text("step"), json.text("why"), json.has(NEEDS_PERSON));
      case "undo-began" -> new Event.UndoBegan(json.text("step"), json.text("why"));
      case "undo-done" -> new Event.UndoDone(json.text("step"), evidence(json));
      case "undo-failed" -> new Event.UndoFailed(json.text("step"), json.text("why"));
      case "commanded" ->
          new Event.Commanded(
              Command.of(json.text("command")).orElseThrow(() -> bad("command")),
              json.text("step"),
              json.text("by"),
              json.text("comment"));
      case "ended" -> new Event.Ended(constant(Event.Outcome.class, json.text("outcome")));
      default -> throw bad("event");
    };
  }

  private static void writeBegun(Event.Begun begun, ObjectNode json) {
    RunRequest request = begun.request();
    json.put("verb", request.verb().text())
        .put("planHash", request.planHash())
        .put("expectedPrimary", request.expectedPrimary())
        .put("expectedTerm", request.term())
        .put("by", request.by())
        .put("comment", request.comment())
        .put("site", begun.site());
    request.acceptedWatermark().ifPresent(mark -> json.put("acceptedWatermark", mark));
    request.confirm().ifPresent(digest -> json.put("confirm", digest));
    request.forceReason().ifPresent(reason -> json.put("forceReason", reason));
    texts(json.putArray("despite"), new TreeSet<>(request.despite()));
    ArrayNode steps = json.putArray("steps");
    begun.steps().forEach(step -> writeStep(step, steps.addObject()));
  }

  private Event readBegun(Json.Fields json) {
    RunRequest request =
        new RunRequest(
            Verb.of(json.text("verb")).orElseThrow(() -> bad("verb")),
            json.text("planHash"),
            json.text("expectedPrimary"),
            json.number("expectedTerm"),
            json.has("acceptedWatermark")
                ? Optional.of(json.number("acceptedWatermark"))
                : Optional.empty(),
            json.has("confirm") ? Optional.of(json.text("confirm")) : Optional.empty(),
            Set.copyOf(texts(json.node().path("despite"))),
            json.has("forceReason") ? Optional.of(json.text("forceReason")) : Optional.empty(),
            json.text("by"),
            json.text("comment"));
    List<PlannedStep> steps = new ArrayList<>();
    json.node().path("steps").forEach(step -> steps.add(readStep(new Json.Fields(RECORD, step))));
    return new Event.Begun(request, json.text("site"), steps);
  }

  /** All that decides what a step does, in one order. */
  static void writeStep(PlannedStep step, ObjectNode json) {
    StepSpec spec = step.spec();
    json.put("name", spec.name())
        .put("type", spec.type().name())
        .put("mode", step.mode().name().toLowerCase(Locale.ROOT))
        .put("will", step.will())
        .put("timeoutSeconds", spec.timeout().toSeconds())
        .put("retries", spec.retries())
        .put("line", spec.line());
    if (!spec.retryPause().equals(StepSpec.RETRY_PAUSE)) {
      json.put(RETRY_PAUSE, spec.retryPause().toSeconds());
    }
    spec.remedy().ifPresent(remedy -> json.put("remedy", remedy));
    texts(json.putArray("in"), spec.verbs().stream().map(Verb::text).sorted().toList());
    ParametersJson.write(spec.with(), json.putObject("with"));
    texts(json.putArray("unset"), spec.unset());
  }

  private PlannedStep readStep(Json.Fields json) {
    String typeName = json.text("type");
    StepType type =
        types
            .apply(typeName)
            .orElseThrow(
                () ->
                    new CorruptRecordException(
                        RECORD, "this release has no steps of type '" + typeName + "'"));
    Set<Verb> verbs = EnumSet.noneOf(Verb.class);
    texts(json.node().path("in"))
        .forEach(text -> verbs.add(Verb.of(text).orElseThrow(() -> bad("in"))));
    StepSpec spec =
        new StepSpec(
            json.text("name"),
            type,
            verbs,
            Duration.ofSeconds(json.number("timeoutSeconds")),
            (int) json.number("retries"),
            json.has(RETRY_PAUSE)
                ? Duration.ofSeconds(json.number(RETRY_PAUSE))
                : StepSpec.RETRY_PAUSE,
            json.has("remedy") ? Optional.of(json.text("remedy")) : Optional.empty(),
            ParametersJson.read(type.parameters(), json.node().path("with")),
            (int) json.number("line"),
            texts(json.node().path("unset")));
    PlannedStep.Mode mode = constant(PlannedStep.Mode.class, json.text("mode"));
    return new PlannedStep(spec, mode, json.text("will"));
  }

  private static void evidence(Evidence evidence, ObjectNode json) {
    json.put("summary", evidence.summary());
    texts(json.putArray("lines"), evidence.lines());
    ObjectNode outputs = json.putObject("outputs");
    new TreeMap<>(evidence.outputs()).forEach(outputs::put);
  }

  private static Evidence evidence(Json.Fields json) {
    Map<String, String> outputs = new TreeMap<>();
    json.node()
        .path("outputs")
        .properties()
        .forEach(output -> outputs.put(output.getKey(), output.getValue().asText()));
    return new Evidence(json.text("summary"), texts(json.node().path("lines")), outputs);
  }

  private static void texts(ArrayNode array, Iterable<String> texts) {
    texts.forEach(array::add);
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static <E extends Enum<E>> E constant(Class<E> kind, String text) {
    try {
      return Enum.valueOf(kind, text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException unknown) {
      throw bad(kind.getSimpleName().toLowerCase(Locale.ROOT));
    }
  }

  private static CorruptRecordException bad(String field) {
    return new CorruptRecordException(RECORD, "field '" + field + "' has a value nobody knows");
  }
}
