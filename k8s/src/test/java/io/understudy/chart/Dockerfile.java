package io.understudy.chart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a Dockerfile says, without an engine.
 *
 * @param defaults of arguments, by name, wherever they are; empty for those without
 */
record Dockerfile(List<Stage> stages, Map<String, String> defaults) {

  /**
   * @param word in capitals, such as {@code COPY}
   * @param rest of its line and of those that continue it
   */
  record Instruction(String word, String rest) {

    /** Words that are neither options nor, of a copy, the target. */
    List<String> sources() {
      List<String> words = words().filter(one -> !one.startsWith("--")).toList();
      return words.subList(0, words.size() - 1);
    }

    /** Value of an option, empty without it. */
    String option(String name) {
      return words()
          .filter(one -> one.startsWith("--" + name + "="))
          .map(one -> one.substring(name.length() + 3))
          .findFirst()
          .orElse("");
    }

    private Stream<String> words() {
      return Stream.of(rest.split("\\s+"));
    }
  }

  /**
   * @param base as it is written
   * @param name empty without one
   */
  record Stage(String base, String name, List<Instruction> instructions) {

    List<Instruction> all(String word) {
      return instructions.stream().filter(one -> one.word().equals(word)).toList();
    }

    /** The one that counts. */
    String last(String word) {
      return all(word).isEmpty() ? "" : all(word).getLast().rest();
    }
  }

  static Dockerfile read(Path file) {
    try {
      return of(Files.readString(file));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Dockerfile of(String text) {
    List<Stage> stages = new ArrayList<>();
    Map<String, String> defaults = new TreeMap<>();
    String joined = text.replaceAll("(?m)^\\s*#.*\\R", "").replaceAll("\\\\\\R\\s*", " ");
    for (String line : joined.lines().filter(one -> !one.isBlank()).toList()) {
      String[] parts = line.strip().split("\\s+", 2);
      Instruction one = new Instruction(parts[0], parts[1]);
      if (one.word().equals("ARG")) {
        String[] argument = one.rest().split("=", 2);
        defaults.merge(
            argument[0],
            argument.length > 1 ? argument[1] : "",
            (was, is) -> is.isEmpty() ? was : is);
      }
      if (one.word().equals("FROM")) {
        String[] from = one.rest().split("\\s+(?i:as)\\s+");
        stages.add(new Stage(from[0], from.length > 1 ? from[1] : "", new ArrayList<>()));
      } else if (!stages.isEmpty()) {
        stages.getLast().instructions().add(one);
      }
    }
    return new Dockerfile(stages, defaults);
  }

  /** Without which an image cannot be built, or that it is made of by default. */
  List<String> bases() {
    return stages.stream()
        .map(
            stage -> {
              String name = stage.base().replaceAll("^\\$\\{(\\w+)}$", "$1");
              return name.equals(stage.base()) ? name : defaults.getOrDefault(name, "");
            })
        .toList();
  }
}
