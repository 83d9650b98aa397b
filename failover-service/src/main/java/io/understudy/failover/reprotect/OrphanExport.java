package io.understudy.failover.reprotect;

import io.understudy.core.orphan.Orphan;
import io.understudy.core.orphan.OrphanDigest;
import io.understudy.core.orphan.OrphanList;
import io.understudy.core.orphan.OrphanSink;
import io.understudy.core.port.KeyValue;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Writes orphans with their values to a file that only this user may read: a line that says what
 * they are, then one for each. It is written under another name beside it and takes its place when
 * it is whole.
 */
final class OrphanExport implements OrphanSink, AutoCloseable {

  /** The first line is written last, in the room that was left for it. */
  private static final int HEADER_BYTES = 1_024;

  private final Path file;
  private final Path unfinished;
  private final FileChannel channel;
  private OutputStream out;

  /**
   * A file as it was read back.
   *
   * @param digest worked out from its lines
   * @param sha256 of the file
   */
  record Proof(long count, String digest, String sha256, long bytes) {}

  OrphanExport(Path file) {
    this.file = file;
    try {
      unfinished =
          Files.createTempFile(
              file.toAbsolutePath().getParent(),
              "." + file.getFileName() + "-",
              ".unfinished",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      channel = FileChannel.open(unfinished, StandardOpenOption.WRITE);
      out = afterHeader();
    } catch (IOException failure) {
      throw cannotWrite(failure);
    }
  }

  @Override
  public void startOver() {
    try {
      out = afterHeader();
    } catch (IOException failure) {
      throw cannotWrite(failure);
    }
  }

  @Override
  public void found(Orphan orphan, @Nullable KeyValue value) {
    String line = (value == null ? OrphanLine.of(orphan) : OrphanLine.of(orphan, value)).toString();
    try {
      out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException failure) {
      throw cannotWrite(failure);
    }
  }

  /** Puts the file in its place. */
  void finish(OrphanList list) {
    byte[] header = OrphanLine.header(list).toString().getBytes(StandardCharsets.UTF_8);
    if (header.length >= HEADER_BYTES) {
      throw new IllegalStateException("the first line of an export has outgrown its room");
    }
    try {
      out.flush();
      channel.position(0);
      ByteBuffer first = ByteBuffer.wrap(header);
      while (first.hasRemaining()) {
        channel.write(first);
      }
      channel.force(true);
      channel.close();
      Files.move(
          unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failure) {
      throw cannotWrite(failure);
    }
  }

  /**
   * Reads a file back, line by line.
   *
   * @throws UncheckedIOException if it cannot be read
   * @throws IllegalArgumentException if it is no export, or what it holds is not what its first
   *     line says
   */
  static Proof prove(Path file) {
    MessageDigest whole = sha256();
    OrphanDigest digest = new OrphanDigest();
    long count = 0;
    String said;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new DigestInputStream(new BufferedInputStream(Files.newInputStream(file)), whole),
                StandardCharsets.UTF_8))) {
      String header = lines.readLine();
      said = OrphanLine.digest(header == null ? "" : header);
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        digest.add(OrphanLine.read(line));
        count++;
      }
      String held = digest.hex();
      if (!held.equals(said)) {
        throw new IllegalArgumentException(
            file + " holds a list with digest " + held + ", its first line says " + said);
      }
      return new Proof(count, held, HexFormat.of().formatHex(whole.digest()), Files.size(file));
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot read " + file, failure);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
      Files.deleteIfExists(unfinished);
    } catch (IOException failure) {
      throw cannotWrite(failure);
    }
  }

  /** Blanks, and the end of the first line. */
  private OutputStream afterHeader() throws IOException {
    channel.truncate(0);
    channel.position(0);
    OutputStream fresh = new BufferedOutputStream(Channels.newOutputStream(channel));
    fresh.write((" ".repeat(HEADER_BYTES - 1) + "\n").getBytes(StandardCharsets.US_ASCII));
    return fresh;
  }

  private UncheckedIOException cannotWrite(IOException failure) {
    return new UncheckedIOException(
        "cannot write "
            + file
            + " (understudy.orphans.export-file); see that its directory can be written and has"
            + " room",
        failure);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256, this one does not", e);
    }
  }
}
