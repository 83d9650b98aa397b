package io.understudy.core.registry;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Two objects stored as JSON, token by token, without some of their fields. */
final class JsonRest {

  private static final Set<String> COUNTED =
      Set.of("managedFields", "generation", "resourceVersion");

  private final JsonParser json;
  private final Set<Part> parts;
  private int depth;
  private String topField = "";

  private JsonRest(JsonParser json, Set<Part> parts) {
    this.json = json;
    this.parts = parts;
  }

  /** The order of fields counts: what the API server stores is sorted. */
  static boolean isSame(byte[] one, byte[] other, Set<Part> parts) {
    try (JsonParser first = JsonEnvelope.JSON.createParser(one);
        JsonParser second = JsonEnvelope.JSON.createParser(other)) {
      return isSame(new JsonRest(first, parts), new JsonRest(second, parts));
    } catch (IOException damaged) {
      return false;
    }
  }

  /**
   * @return empty if there is no such text, or the JSON is damaged
   */
  static Optional<String> topLevelText(byte[] value, String name) {
    try (JsonParser json = JsonEnvelope.JSON.createParser(value)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean isIt = json.currentName().equals(name);
        JsonToken token = json.nextToken();
        if (isIt && token == JsonToken.VALUE_STRING) {
          return Optional.of(json.getText());
        }
        json.skipChildren();
      }
      return Optional.empty();
    } catch (IOException damaged) {
      return Optional.empty();
    }
  }

  private static boolean isSame(JsonRest one, JsonRest other) throws IOException {
    while (true) {
      JsonToken first = one.next();
      JsonToken second = other.next();
      if (first != second) {
        return false;
      }
      if (first == null) {
        return true;
      }
      boolean hasText = first.isScalarValue() || first == JsonToken.FIELD_NAME;
      if (hasText && !one.json.getText().equals(other.json.getText())) {
        return false;
      }
    }
  }

  /** The next token that counts, null at the end. */
  private @Nullable JsonToken next() throws IOException {
    while (true) {
      JsonToken token = json.nextToken();
      if (token == null) {
        return null;
      }
      if (token.isStructStart()) {
        depth++;
      } else if (token.isStructEnd()) {
        depth--;
      }
      if (token != JsonToken.FIELD_NAME || !isLeftOut(json.currentName())) {
        return token;
      }
      json.nextToken();
      json.skipChildren();
    }
  }

  private boolean isLeftOut(String field) {
    if (depth == 1) {
      topField = field;
      return parts.contains(Part.STATUS) && field.equals("status");
    }
    if (depth != 2) {
      return false;
    }
    return switch (topField) {
      case "metadata" -> parts.contains(Part.STATUS) && COUNTED.contains(field);
      case "data" -> parts.contains(Part.CA_CERTIFICATE) && field.equals("ca.crt");
      default -> false;
    };
  }
}
