package io.understudy.monitor.check;

import io.understudy.core.check.CheckDifference;
import io.understudy.core.check.DifferenceKind;
import io.understudy.core.check.DifferenceSink;
import io.understudy.core.port.Bytes;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps differences in files, one for each kind, as they may be too many for memory. First they are
 * written, then {@link #finish finished}, then read, as often and by as many as like, until it is
 * closed; then the files are gone.
 */
public final class Spool implements DifferenceSink, AutoCloseable {

  /** Takes what a spool has. */
  @FunctionalInterface
  public interface Reader {
    void take(CheckDifference difference) throws IOException;
  }

  private static final Logger LOG = Logger.getLogger(Spool.class);
  private static final String NAME = "understudy-check-";
  private static final Pattern OWNER = Pattern.compile(NAME + "([0-9]{1,18})-.*");

  private final Path directory;
  private final Map<DifferenceKind, DataOutputStream> writing = new EnumMap<>(DifferenceKind.class);

  private Spool(Path directory) {
    this.directory = directory;
  }

  /**
   * @param parent must exist
   * @throws UncheckedIOException if it cannot be written
   */
  static Spool in(Path parent) {
    try {
      return new Spool(
          Files.createTempDirectory(parent, NAME + ProcessHandle.current().pid() + "-"));
    } catch (IOException failure) {
      throw new UncheckedIOException(
          "cannot write to " + parent + " (understudy.check.spool-dir)", failure);
    }
  }

  /**
   * Deletes what processes left behind that were killed. Before the first spool is made: what bears
   * this process's number is of one before it then.
   *
   * @throws UncheckedIOException if it cannot be deleted
   */
  static void clear(Path parent) {
    try (Stream<Path> entries = Files.list(parent)) {
      for (Path entry : entries.filter(Spool::isLeftBehind).toList()) {
        try (Stream<Path> files = Files.list(entry)) {
          for (Path file : files.toList()) {
            Files.deleteIfExists(file);
          }
        }
        Files.deleteIfExists(entry);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(
          "cannot clear " + parent + " (understudy.check.spool-dir)", failure);
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
  public void found(CheckDifference difference) {
    try {
      DataOutputStream out = writing.get(difference.kind());
      if (out == null) {
        out = open(difference.kind());
        writing.put(difference.kind(), out);
      }
      byte[] key = difference.key().array();
      out.writeInt(key.length);
      out.write(key);
      out.writeBoolean(difference.parked());
      out.writeLong(difference.sourceRevision());
      out.writeLong(difference.targetRevision());
      out.writeBoolean(difference.fails());
    } catch (IOException failure) {
      throw cannotWrite(failure);
    }
  }

  @Override
  public void startOver() {
    try {
      finish();
      for (DifferenceKind kind : DifferenceKind.values()) {
        Files.deleteIfExists(file(kind));
      }
    } catch (IOException failure) {
      throw cannotWrite(failure);
    }
  }

  /** No more comes. */
  void finish() {
    try {
      for (DataOutputStream out : writing.values()) {
        out.close();
      }
      writing.clear();
    } catch (IOException failure) {
      throw cannotWrite(failure);
    }
  }

  /**
   * Reads all differences of one kind, in the order they were found.
   *
   * @throws IOException if they cannot be read, or the reader throws
   */
  public void read(DifferenceKind kind, Reader reader) throws IOException {
    Path file = file(kind);
    if (!Files.exists(file)) {
      return;
    }
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      CheckDifference next = next(in, kind);
      while (next != null) {
        reader.take(next);
        next = next(in, kind);
      }
    }
  }

  /** Also where no room was left to write to: then most of all the files have to go. */
  @Override
  public void close() {
    for (DataOutputStream out : writing.values()) {
      try {
        out.close();
      } catch (IOException full) {
        LOG.debugf("Left unwritten file=%s", directory);
      }
    }
    writing.clear();
    try {
      for (DifferenceKind kind : DifferenceKind.values()) {
        Files.deleteIfExists(file(kind));
      }
      Files.deleteIfExists(directory);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot delete " + directory, failure);
    }
  }

  private static @Nullable CheckDifference next(DataInputStream in, DifferenceKind kind)
      throws IOException {
    int length;
    try {
      length = in.readInt();
    } catch (EOFException end) {
      return null;
    }
    byte[] key = new byte[length];
    in.readFully(key);
    return new CheckDifference(
        Bytes.wrap(key), kind, in.readBoolean(), in.readLong(), in.readLong(), in.readBoolean());
  }

  private DataOutputStream open(DifferenceKind kind) throws IOException {
    return new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file(kind))));
  }

  private Path file(DifferenceKind kind) {
    return directory.resolve(kind.text());
  }

  private UncheckedIOException cannotWrite(IOException failure) {
    return new UncheckedIOException(
        "differences cannot be written to " + directory + " (understudy.check.spool-dir)", failure);
  }
}
