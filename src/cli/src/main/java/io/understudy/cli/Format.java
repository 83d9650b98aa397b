package io.understudy.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Locale;

/** How results are shown. */
enum Format {
  /** For people. */
  TABLE,
  JSON,
  YAML;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** As it is written on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean isForPeople() {
    return this == TABLE;
  }

  /** One document; not for {@link #TABLE}. */
  void print(JsonNode document, PrintWriter out) {
    try (JsonParser from = MAPPER.treeAsTokens(document)) {
      print(from, out);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot write the result", failure);
    }
  }

  /** One document of several: in JSON a line, in YAML one that begins with its mark. */
  void printNext(JsonNode document, PrintWriter out) {
    if (this == YAML) {
      out.println("---");
      print(document, out);
    } else {
      out.println(document);
      out.flush();
    }
  }

  /**
   * The same of a document that may not fit into memory.
   *
   * @throws IOException if it breaks off or is no JSON
   */
  void print(InputStream document, PrintWriter out) throws IOException {
    try (JsonParser from = MAPPER.getFactory().createParser(document)) {
      print(from, out);
    }
  }

  private void print(JsonParser from, PrintWriter out) throws IOException {
    try (JsonGenerator to = factory().createGenerator(out)) {
      to.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      if (this == JSON) {
        to.useDefaultPrettyPrinter();
      }
      while (from.nextToken() != null) {
        to.copyCurrentEvent(from);
      }
    }
    if (this == JSON) {
      out.println();
    }
    out.flush();
  }

  /** In YAML all texts are quoted: some readers take an id such as 5e10 for a number. */
  private JsonFactory factory() {
    return this == YAML
        ? YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .build()
        : MAPPER.getFactory();
  }
}
