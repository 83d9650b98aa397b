package io.understudy.failover.mirror;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.understudy.core.failover.Verb;
import io.understudy.core.failover.mirror.CheckAnswer;
import io.understudy.core.failover.mirror.GcAnswer;
import io.understudy.core.failover.mirror.Prechecks;
import io.understudy.core.gc.GcVerdict;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads monitor-service's answers, as docs/rest.md, docs/monitor.md and docs/readiness.md say. */
final class MonitorAnswers {

  private static final JsonFactory FACTORY = new JsonFactory();
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int FIRST_MAX = 10;
  private static final int MAX_BYTES = 8 << 20;

  /** Classes of keys that may make both sides unequal. */
  private static final Map<String, String> CLASSES =
      Map.of(
          "localMissedKeys", "missed",
          "localSurplusKeys", "surplus",
          "localDifferentKeys", "different",
          "localBlockedKeys", "blocked",
          "localUncomparableKeys", "cannot-compare",
          "statusOnlyKeys", "status-only",
          "encryptionOnlyKeys", "encryption-only",
          "standbyOwnedKeys", "standby-owned");

  private MonitorAnswers() {}

  /**
   * The body of {@code GET /check}. Of lists that may be long it keeps the first keys and counts
   * the rest.
   */
  static CheckAnswer check(InputStream body) throws IOException {
    CheckFields fields = new CheckFields();
    try (JsonParser json = FACTORY.createParser(body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("not a JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        fields.take(name, json);
      }
    }
    return fields.answer();
  }

  private static final class CheckFields {

    private boolean consistent;
    private boolean hasVerdict;
    private long watermark;
    private long targetRevision;
    private long keys;
    private String read = "";
    private final Map<String, Long> counts = new TreeMap<>();
    private final List<String> first = new ArrayList<>();

    void take(String name, JsonParser json) throws IOException {
      switch (name) {
        case "consistent" -> {
          consistent = json.getBooleanValue();
          hasVerdict = true;
        }
        case "watermark" -> watermark = json.getLongValue();
        case "targetRevision" -> targetRevision = json.getLongValue();
        case "remoteKeys" -> keys = json.getLongValue();
        case "read" -> read = json.getText();
        default -> {
          String difference = CLASSES.get(name);
          if (difference == null || json.currentToken() != JsonToken.START_ARRAY) {
            json.skipChildren();
          } else {
            keysOf(difference, json);
          }
        }
      }
    }

    private void keysOf(String difference, JsonParser json) throws IOException {
      long count = 0;
      while (json.nextToken() != JsonToken.END_ARRAY) {
        count++;
        if (count <= FIRST_MAX && first.size() < FIRST_MAX) {
          first.add(difference + " " + json.getText());
        }
        json.skipChildren();
      }
      if (count > 0) {
        counts.put(difference, count);
      }
    }

    CheckAnswer answer() throws IOException {
      if (!hasVerdict) {
        throw new IOException("it does not say whether both sides are consistent");
      }
      return new CheckAnswer(consistent, watermark, targetRevision, keys, read, counts, first);
    }
  }

  /** The body of {@code GET /api/v1/gc-safety}. */
  static GcAnswer gc(InputStream body) throws IOException {
    JsonNode read = tree(body);
    return new GcAnswer(
        read.path("targetRevision").asLong(),
        when(read.path("now")),
        when(read.path("afterUnpark")));
  }

  private static GcAnswer.When when(JsonNode when) throws IOException {
    if (!when.path("conclusion").isTextual()) {
      throw new IOException("it has no conclusion");
    }
    List<String> first = new ArrayList<>();
    for (JsonNode finding : when.path("findings")) {
      if (first.size() < FIRST_MAX) {
        first.add(finding.path("verdict").asText() + " " + finding.path("key").asText());
      }
    }
    return new GcAnswer.When(
        when.path("conclusion").asText(),
        when.path("objects").asLong(),
        when.path("unsafe").asLong(),
        count(when, GcVerdict.STAYS_PARKED),
        count(when, GcVerdict.UNRESOLVED) + count(when, GcVerdict.UNKNOWN),
        first);
  }

  private static long count(JsonNode when, GcVerdict verdict) {
    return when.path("counts").path(verdict.text()).asLong();
  }

  /** The body of {@code GET /api/v1/readiness}, for one verb. */
  static Prechecks readiness(InputStream body, Verb verb) throws IOException {
    JsonNode read = tree(body);
    String name = verb == Verb.FAILOVER ? "failover" : "switchover";
    List<Prechecks.Found> blockers = new ArrayList<>();
    List<Prechecks.Found> warnings = new ArrayList<>();
    if (!read.path("verdicts").path(name).path("ready").isBoolean()) {
      throw new IOException("it has no verdict for " + name);
    }
    for (JsonNode check : read.path("checks")) {
      Prechecks.Found found =
          new Prechecks.Found(
              check.path("name").asText(),
              check.path("result").asText(),
              check.path("summary").asText(),
              check.path("remedy").asText(""));
      switch (check.path(name).asText()) {
        case "clear" -> {}
        case "warn" -> warnings.add(found);
        default -> blockers.add(found);
      }
    }
    boolean isReady = read.path("verdicts").path(name).path("ready").booleanValue();
    if (isReady != blockers.isEmpty()) {
      throw new IOException("its verdict for " + name + " contradicts its checks");
    }
    return new Prechecks(at(read), blockers, warnings);
  }

  private static Instant at(JsonNode read) throws IOException {
    try {
      return Instant.parse(read.path("at").asText());
    } catch (DateTimeParseException notOne) {
      throw new IOException("it has no time", notOne);
    }
  }

  /** Never a list of keys: those are read as they come. */
  private static JsonNode tree(InputStream body) throws IOException {
    byte[] bytes = body.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new IOException("more than " + MAX_BYTES + " bytes");
    }
    JsonNode read = JSON.readTree(bytes);
    if (read == null || !read.isObject()) {
      throw new IOException("not a JSON object");
    }
    return read;
  }
}
