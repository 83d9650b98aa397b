package io.understudy.core.registry;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.understudy.core.port.Bytes;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a CustomResourceDefinition says of the kind it defines.
 *
 * @param plural the resource
 * @param served versions that the API server answers for
 */
public record CustomKind(
    String group, String kind, String plural, boolean namespaced, Set<String> served) {

  /**
   * @param value of the definition without encryption, as the API server stores it: JSON
   * @return empty if it is none, is damaged, or does not say all that
   */
  public static Optional<CustomKind> of(Bytes value) {
    if (value.isEmpty() || value.at(0) != '{') {
      return Optional.empty();
    }
    try (JsonParser json = JsonEnvelope.JSON.createParser(value.array())) {
      return new Reader(json).read();
    } catch (IOException damaged) {
      return Optional.empty();
    }
  }

  /** The resource that serves it. */
  public OwnerHome home() {
    return new OwnerHome(group + "/" + plural, namespaced);
  }

  private static final class Reader {
    private final JsonParser json;
    private final Set<String> served = new TreeSet<>();
    private String group = "";
    private String kind = "";
    private String plural = "";
    private String scope = "";
    private String onlyVersion = "";

    Reader(JsonParser json) {
      this.json = json;
    }

    Optional<CustomKind> read() throws IOException {
      json.nextToken();
      within(
          field -> {
            if (field.equals("spec")) {
              within(this::spec);
            } else {
              json.skipChildren();
            }
          });
      if (served.isEmpty() && !onlyVersion.isEmpty()) {
        served.add(onlyVersion);
      }
      boolean isWhole = !group.isEmpty() && !kind.isEmpty() && !plural.isEmpty();
      return isWhole && !scope.isEmpty()
          ? Optional.of(
              new CustomKind(group, kind, plural, scope.equals("Namespaced"), Set.copyOf(served)))
          : Optional.empty();
    }

    private void spec(String field) throws IOException {
      switch (field) {
        case "group" -> group = text();
        case "scope" -> scope = text();
        case "version" -> onlyVersion = text();
        case "names" -> within(this::names);
        case "versions" -> versions();
        default -> json.skipChildren();
      }
    }

    private void names(String field) throws IOException {
      switch (field) {
        case "kind" -> kind = text();
        case "plural" -> plural = text();
        default -> json.skipChildren();
      }
    }

    private void versions() throws IOException {
      if (json.currentToken() != JsonToken.START_ARRAY) {
        json.skipChildren();
        return;
      }
      while (json.nextToken() == JsonToken.START_OBJECT) {
        String[] name = {""};
        boolean[] isServed = {false};
        within(
            field -> {
              switch (field) {
                case "name" -> name[0] = text();
                case "served" -> {
                  isServed[0] = json.currentToken() == JsonToken.VALUE_TRUE;
                  json.skipChildren();
                }
                default -> json.skipChildren();
              }
            });
        if (isServed[0]) {
          served.add(name[0]);
        }
      }
    }

    private interface Field {
      void read(String name) throws IOException;
    }

    /** The members of the object that the parser is at; nothing if it is at something else. */
    private void within(Field field) throws IOException {
      if (json.currentToken() != JsonToken.START_OBJECT) {
        json.skipChildren();
        return;
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        field.read(name);
      }
    }

    private String text() throws IOException {
      if (json.currentToken() != JsonToken.VALUE_STRING) {
        json.skipChildren();
        return "";
      }
      return json.getText();
    }
  }
}
