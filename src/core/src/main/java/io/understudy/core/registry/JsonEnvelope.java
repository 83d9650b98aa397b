package io.understudy.core.registry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.understudy.core.registry.Envelope.Encoding;
import io.understudy.core.registry.Envelope.Readable;
import io.understudy.core.registry.Envelope.Unreadable;
import java.io.IOException;

/**
 * Reads the header out of an object stored as JSON (custom resources and their definitions). It
 * stops when it has {@code apiVersion}, {@code kind} and {@code metadata}, which come first in what
 * Kubernetes writes: what follows is not looked at but for its last byte.
 */
final class JsonEnvelope {

  /** What the API server itself accepts; each level costs this reader some 64 bytes. */
  private static final int MAX_DEPTH = 10_000;

  /** Above etcd's limit of a request, so that no stored value is too long. */
  private static final int MAX_TOKEN_LENGTH = 8 * 1024 * 1024;

  /**
   * Without Jackson's table of field names, which outlives a parser and could be filled by names
   * made for it.
   */
  static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNameLength(MAX_TOKEN_LENGTH)
                  .maxStringLength(MAX_TOKEN_LENGTH)
                  .maxNumberLength(MAX_TOKEN_LENGTH)
                  .build())
          .build();

  private static final Unreadable NOT_JSON = new Unreadable("damaged JSON");
  private static final Unreadable WRONG_SHAPE =
      new Unreadable("JSON whose kind or metadata is not shaped as Kubernetes shapes it");
  private static final Unreadable NO_HEADER =
      new Unreadable("JSON without apiVersion, kind or metadata");

  private final JsonParser json;
  private final HeaderFields header = new HeaderFields();
  private boolean hasMetadata;
  private boolean wrongShape;

  private JsonEnvelope(JsonParser json) {
    this.json = json;
  }

  /**
   * @param value starts with an opening brace
   */
  static Envelope read(byte[] value) {
    if (lastByte(value) != '}') {
      return NOT_JSON;
    }
    try (JsonParser parser = JSON.createParser(value)) {
      return new JsonEnvelope(parser).read();
    } catch (IOException damaged) {
      return NOT_JSON;
    }
  }

  /** The last byte that is not white space: Kubernetes ends what it stores with a line feed. */
  private static byte lastByte(byte[] value) {
    int last = value.length - 1;
    while (last > 0 && (value[last] == '\n' || value[last] == '\r' || value[last] == ' ')) {
      last--;
    }
    return value[last];
  }

  private Envelope read() throws IOException {
    json.nextToken();
    while (!isComplete() && !wrongShape && json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "apiVersion" -> header.apiVersion = text();
        case "kind" -> header.kind = text();
        case "metadata" -> {
          metadata();
          hasMetadata = true;
        }
        default -> json.skipChildren();
      }
    }
    if (wrongShape) {
      return WRONG_SHAPE;
    }
    return isComplete() ? new Readable(header.toHeader(), Encoding.JSON) : NO_HEADER;
  }

  private boolean isComplete() {
    return hasMetadata && !header.kind.isEmpty() && !header.apiVersion.isEmpty();
  }

  private void metadata() throws IOException {
    if (!isAt(JsonToken.START_OBJECT)) {
      return;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "name" -> header.name = text();
        case "namespace" -> header.namespace = text();
        case "uid" -> header.uid = text();
        case "deletionTimestamp" -> header.terminating = !text().isEmpty();
        case "labels" -> labels();
        case "ownerReferences" -> owners();
        default -> json.skipChildren();
      }
    }
  }

  private void labels() throws IOException {
    header.forgetLabels();
    if (isNull() || !isAt(JsonToken.START_OBJECT)) {
      return;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      json.nextToken();
      header.label(key, text());
    }
  }

  private void owners() throws IOException {
    header.forgetOwners();
    if (isNull() || !isAt(JsonToken.START_ARRAY)) {
      return;
    }
    while (json.nextToken() != JsonToken.END_ARRAY && isAt(JsonToken.START_OBJECT)) {
      header.owner(owner());
    }
  }

  private OwnerReference owner() throws IOException {
    String apiVersion = "";
    String kind = "";
    String name = "";
    String uid = "";
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "apiVersion" -> apiVersion = text();
        case "kind" -> kind = text();
        case "name" -> name = text();
        case "uid" -> uid = text();
        default -> json.skipChildren();
      }
    }
    return new OwnerReference(apiVersion, kind, name, uid);
  }

  private boolean isNull() {
    return json.currentToken() == JsonToken.VALUE_NULL;
  }

  private boolean isAt(JsonToken expected) throws IOException {
    if (json.currentToken() == expected) {
      return true;
    }
    wrongShape = true;
    json.skipChildren();
    return false;
  }

  /** The text of the present value, empty for null. */
  private String text() throws IOException {
    return isNull() || !isAt(JsonToken.VALUE_STRING) ? "" : json.getText();
  }
}
