package io.understudy.failover.reprotect;

import io.understudy.core.orphan.Orphan;
import io.understudy.core.orphan.OrphanSink;
import io.understudy.core.port.KeyValue;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a list of orphans, without values, in a file, as it may be too long for memory. It is
 * written, then read, then closed; then the file is gone.
 */
final class OrphanSpool implements OrphanSink, AutoCloseable {

  private static final String NAME = "understudy-orphans-";
  private static final String END = ".jsonl";
  private static final Pattern OWNER = Pattern.compile(NAME + "([0-9]{1,18})-.*");

  private final Path file;
  private BufferedWriter out;

  OrphanSpool(Path directory) {
    try {
      file = Files.createTempFile(directory, NAME + ProcessHandle.current().pid() + "-", END);
      out = Files.newBufferedWriter(file);
    } catch (IOException failure) {
      throw cannotWrite(directory, failure);
    }
  }

  /**
   * Deletes what processes left behind that were killed. Before the first spool is made: what bears
   * this process's number is of one before it then.
   */
  static void clear(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      for (Path entry : entries.filter(OrphanSpool::isLeftBehind).toList()) {
        Files.deleteIfExists(entry);
      }
    } catch (IOException failure) {
      throw cannotWrite(directory, failure);
    }
  }

  private static boolean isLeftBehind(Path entry) {
    Matcher matcher = OWNER.matcher(entry.getFileName().toString());
    if (!matcher.matches()) {
      return false;
    }
    long owner = Long.parseLong(matcher.group(1));
    return owner == ProcessHandle.current().pid() || ProcessHandle.of(owner).isEmpty();
  }

  @Override
  public void startOver() {
    try {
      out.close();
      out = Files.newBufferedWriter(file);
    } catch (IOException failure) {
      throw cannotWrite(file, failure);
    }
  }

  @Override
  public void found(Orphan orphan, @Nullable KeyValue value) {
    try {
      out.write(OrphanLine.of(orphan) + "\n");
    } catch (IOException failure) {
      throw cannotWrite(file, failure);
    }
  }

  /** No more comes. */
  void finish() {
    try {
      out.close();
    } catch (IOException failure) {
      throw cannotWrite(file, failure);
    }
  }

  /** All lines, after the first. */
  void copyTo(String first, OutputStream to) throws IOException {
    to.write((first + "\n").getBytes(StandardCharsets.UTF_8));
    Files.copy(file, to);
  }

  @Override
  public void close() {
    try (BufferedWriter writer = out) {
      writer.flush();
    } catch (IOException closedOrFull) {
      // The file goes whatever is left unwritten.
    }
    try {
      Files.deleteIfExists(file);
    } catch (IOException failure) {
      throw cannotWrite(file, failure);
    }
  }

  private static UncheckedIOException cannotWrite(Path where, IOException failure) {
    return new UncheckedIOException(
        "cannot write to " + where + " (understudy.orphans.spool-dir); make room there", failure);
  }
}
