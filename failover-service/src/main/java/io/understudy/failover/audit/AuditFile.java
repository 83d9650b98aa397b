package io.understudy.failover.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.TreeSet;

/**
 * Lines are added to a file, each on the disk before the call returns. The file is opened for each
 * line: it is rotated by renaming it. For one process.
 */
final class AuditFile implements AuditLog {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<StandardOpenOption> ADD =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  private static final byte END = '\n';

  private final Path file;

  AuditFile(Path file) {
    this.file = file;
  }

  @Override
  public synchronized void write(ObjectNode line) throws AuditException {
    try (FileChannel channel = FileChannel.open(file, ADD, ownersOnly())) {
      long end = channel.size();
      // What a crash left unfinished stays a line of its own.
      byte[] bytes =
          ((isTorn(channel, end) ? "\n" : "") + line + "\n").getBytes(StandardCharsets.UTF_8);
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        channel.write(rest, end + rest.position());
      }
      channel.force(true);
    } catch (IOException | UnsupportedOperationException failure) {
      throw cannot("written", failure);
    }
  }

  private static boolean isTorn(FileChannel channel, long end) throws IOException {
    ByteBuffer last = ByteBuffer.allocate(1);
    return end > 0 && channel.read(last, end - 1) == 1 && last.get(0) != END;
  }

  private static FileAttribute<?>[] ownersOnly() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  @Override
  public boolean isKept() {
    return true;
  }

  @Override
  public synchronized Set<Integer> entries(String run) throws AuditException {
    Set<Integer> numbers = new TreeSet<>();
    // A torn line may be no UTF-8; what is looked for is ASCII.
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        // Most lines need not be parsed.
        if (line.contains(run)) {
          entry(line, run, numbers);
        }
      }
    } catch (NoSuchFileException none) {
      return numbers;
    } catch (IOException | UncheckedIOException failure) {
      throw cannot("read", failure);
    }
    return numbers;
  }

  private static void entry(String line, String run, Set<Integer> numbers) {
    try {
      JsonNode read = JSON.readTree(line);
      if (read.path("run").asText().equals(run) && read.path("entry").isInt()) {
        numbers.add(read.path("entry").intValue());
      }
    } catch (IOException torn) {
      // A crash left it so: its entry counts as not written.
      return;
    }
  }

  private AuditException cannot(String what, Exception failure) {
    return new AuditException(
        "the audit file "
            + file
            + " cannot be "
            + what
            + " ("
            + failure.getClass().getSimpleName()
            + "); make room, or allow it, or name another in understudy.audit.file",
        failure);
  }
}
