package io.understudy.monitor.check;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.understudy.core.check.CheckDifference;
import io.understudy.core.check.CheckResult;
import io.understudy.core.explain.CauseCounts;
import io.understudy.monitor.check.Explanations.Explained;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Locale;

/** An answer as JSON, written as it is read. */
final class CheckJson {

  private static final JsonFactory JSON = new JsonFactory();

  private CheckJson() {}

  static void write(CheckRuns.Answer answer, OutputStream out) throws IOException {
    CheckResult result = answer.result();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeBooleanField("consistent", result.isConsistent());
      json.writeNumberField("remoteKeys", result.sourceKeys());
      json.writeNumberField("localKeys", result.targetKeys());
      json.writeNumberField("watermark", result.watermark());
      json.writeNumberField("targetRevision", result.targetRevision());
      json.writeNumberField("ignoredKeys", result.ignored());
      json.writeStringField("observedAt", result.observedAt().toString());
      json.writeStringField("checkedAt", result.ended().toString());
      Duration took = Duration.between(result.began(), result.ended());
      json.writeNumberField("durationSeconds", took.toMillis() / 1000.0);
      json.writeStringField("read", result.how().name().toLowerCase(Locale.ROOT));
      json.writeNumberField("remoteBytesRead", result.sourceBytes());
      json.writeNumberField("localBytesRead", result.targetBytes());
      json.writeNumberField("remoteValuesRead", result.sourceValues());
      for (CheckGroup group : CheckGroup.ALL) {
        keys(group, answer, json);
      }
      json.writeArrayFieldStart("parked");
      for (CheckGroup group : CheckGroup.ALL) {
        answer.differences().read(group.kind(), difference -> parked(difference, json));
      }
      json.writeEndArray();
      turned("listedByRule", false, answer, json);
      turned("failingByRule", true, answer, json);
      causes(answer.explanations(), json);
      json.writeEndObject();
    }
  }

  private static void causes(Explanations explanations, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("causes");
    for (CauseCounts.Group group : explanations.groups()) {
      json.writeStartObject();
      json.writeStringField("cause", group.cause());
      json.writeStringField("resource", group.resource());
      json.writeStringField("namespace", group.namespace());
      json.writeNumberField("count", group.count());
      json.writeStringField("example", group.example().utf8());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeNumberField("ungrouped", explanations.ungrouped());
    json.writeNumberField("notLookedFor", explanations.notLookedFor());
    json.writeArrayFieldStart("explained");
    for (Explained explained : explanations.explained()) {
      json.writeStartObject();
      json.writeStringField("key", explained.difference().key().utf8());
      json.writeStringField("kind", explained.difference().kind().text());
      json.writeBooleanField("parked", explained.difference().parked());
      json.writeStringField("cause", explained.cause().id());
      json.writeStringField("why", explained.cause().text());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void keys(CheckGroup group, CheckRuns.Answer answer, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart(group.field());
    answer.differences().read(group.kind(), found -> json.writeString(found.key().utf8()));
    json.writeEndArray();
  }

  /** Those of the keys above that a rule makes more or less of than their kind does. */
  private static void turned(
      String field, boolean fails, CheckRuns.Answer answer, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart(field);
    for (CheckGroup group : CheckGroup.ALL) {
      if (group.kind().isInconsistent() != fails) {
        answer.differences().read(group.kind(), each -> keyIf(each.fails() == fails, each, json));
      }
    }
    json.writeEndArray();
  }

  /** Those of the keys above whose parked copy is meant. */
  private static void parked(CheckDifference difference, JsonGenerator json) throws IOException {
    keyIf(difference.parked(), difference, json);
  }

  private static void keyIf(boolean wanted, CheckDifference difference, JsonGenerator json)
      throws IOException {
    if (wanted) {
      json.writeString(difference.key().utf8());
    }
  }
}
