package io.understudy.failover.reprotect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.core.orphan.Orphan;
import io.understudy.core.orphan.OrphanList;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import java.util.Arrays;
import java.util.Base64;

/** Orphans, and what is known of their list, as JSON objects of one line. */
final class OrphanLine {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private OrphanLine() {}

  /** Without a value. */
  static ObjectNode of(Orphan orphan) {
    ObjectNode line =
        JSON.createObjectNode()
            .put("kind", orphan.kind().text())
            .put("key", orphan.key().utf8())
            .put("revision", orphan.revision())
            .put("here", orphan.here().text())
            .put("proven", orphan.isProven());
    if (!Bytes.utf8(orphan.key().utf8()).equals(orphan.key())) {
      line.put("keyBase64", Base64.getEncoder().encodeToString(orphan.key().array()));
    }
    return line;
  }

  /** For the file alone. */
  static ObjectNode of(Orphan orphan, KeyValue value) {
    return of(orphan)
        .put("createRevision", value.createRevision())
        .put("value", Base64.getEncoder().encodeToString(value.value().array()));
  }

  static ObjectNode header(OrphanList list) {
    return JSON.createObjectNode()
        .put("version", 1)
        .put("term", list.handover().term())
        .put("sourceClusterId", Long.toHexString(list.handover().sourceClusterId()))
        .put("watermark", list.handover().watermark())
        .put("targetRevision", list.handover().targetRevision())
        .put("sourceRevision", list.sourceRevision())
        .put("written", list.written())
        .put("deleted", list.deleted())
        .put("unproven", list.unproven())
        .put("carriedOver", list.carriedOver())
        .put("digest", list.digest());
  }

  /**
   * @throws IllegalArgumentException if it is no such line; the message never repeats a value
   */
  static Orphan read(String line) {
    JsonNode read = node(line);
    Bytes key =
        read.has("keyBase64")
            ? Bytes.wrap(Base64.getDecoder().decode(read.path("keyBase64").asText()))
            : Bytes.utf8(read.path("key").asText());
    String kind = read.path("kind").asText();
    String here = read.path("here").asText();
    return new Orphan(
        Arrays.stream(Orphan.Kind.values())
            .filter(each -> each.text().equals(kind))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("a line is of no known kind")),
        key,
        read.path("revision").asLong(),
        Arrays.stream(Orphan.Here.values())
            .filter(each -> each.text().equals(here))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("a line says nothing of this site")),
        read.path("proven").asBoolean());
  }

  static String digest(String header) {
    return node(header).path("digest").asText();
  }

  private static JsonNode node(String line) {
    try {
      JsonNode read = JSON.readTree(line);
      if (read != null && read.isObject()) {
        return read;
      }
    } catch (JsonProcessingException bad) {
      // Its message would quote the line.
    }
    throw new IllegalArgumentException("a line is no JSON object");
  }
}
