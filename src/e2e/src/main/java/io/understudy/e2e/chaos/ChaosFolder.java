package io.understudy.e2e.chaos;

import io.understudy.core.port.Revision;
import io.understudy.core.port.Revision.Change;
import io.understudy.testkit.replay.History;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Where a run leaves what it knows. */
record ChaosFolder(Path path) {

  /** Empties it, if it is there, and makes it. */
  ChaosFolder fresh() {
    remove();
    try {
      Files.createDirectories(path);
      return this;
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot make " + path, failure);
    }
  }

  void remove() {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot remove " + path, failure);
    }
  }

  void write(String name, String text) {
    try {
      Files.writeString(path.resolve(name), text);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot write " + path.resolve(name), failure);
    }
  }

  /** A line for each change: revision, key, and of a value its length and the start of its hash. */
  void write(String name, History history) {
    try (Writer file = Files.newBufferedWriter(path.resolve(name))) {
      for (Revision revision : history.revisions()) {
        for (Change change : revision.changes()) {
          file.write(line(revision.number(), change));
        }
      }
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot write " + path.resolve(name), failure);
    }
  }

  private static String line(long revision, Change change) {
    return switch (change) {
      case Change.Put put ->
          "%d put %s %d %s%n"
              .formatted(
                  revision,
                  put.key(),
                  put.after().value().length(),
                  put.after().value().sha256().substring(0, 12));
      case Change.Delete delete -> "%d delete %s%n".formatted(revision, delete.key());
    };
  }
}
