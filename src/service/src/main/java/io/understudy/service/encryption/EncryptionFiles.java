package io.understudy.service.encryption;

import io.understudy.core.encryption.BothEnds;
import io.understudy.core.encryption.Encryption;
import io.understudy.core.port.Bytes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Both ends' configurations from their files. The files are read again now and then, and at once
 * when a value does not open; one that cannot be read any more counts as it was.
 */
public final class EncryptionFiles implements Encryption {

  private static final Logger LOG = Logger.getLogger(EncryptionFiles.class);

  private final Optional<EncryptionFile> source;
  private final Optional<EncryptionFile> target;
  private final Duration recheck;
  private final InstantSource time;
  private final Consumer<@Nullable String> errorListener;
  private volatile BothEnds present;
  private volatile long generation;
  private Instant nextCheck;
  private @Nullable String error;

  /**
   * @param recheck how often they are read again
   * @param errorListener told why a file that has changed cannot be read, null when it can again
   * @throws IllegalArgumentException if one cannot be read or is malformed
   */
  public EncryptionFiles(
      Optional<Path> source,
      Optional<Path> target,
      Duration recheck,
      InstantSource time,
      Consumer<@Nullable String> errorListener) {
    this.source = source.map(EncryptionFile::new);
    this.target = target.map(EncryptionFile::new);
    this.recheck = recheck;
    this.time = time;
    this.errorListener = errorListener;
    this.present = both();
    this.nextCheck = time.instant().plus(recheck);
  }

  @Override
  public Opened open(Bytes key, Bytes value) {
    long read = generation;
    Opened opened = present.open(key, value);
    return opened.plaintext().isPresent() || generation() == read
        ? opened
        : present.open(key, value);
  }

  @Override
  public boolean knowsStandby() {
    return target.isPresent();
  }

  @Override
  public String digest() {
    return present.digest();
  }

  @Override
  public long generation() {
    recheckIfDue();
    return generation;
  }

  private synchronized void recheckIfDue() {
    Instant now = time.instant();
    if (now.isBefore(nextCheck)) {
      return;
    }
    nextCheck = now.plus(recheck);
    String failure = null;
    boolean changed = false;
    for (Optional<EncryptionFile> file : List.of(source, target)) {
      try {
        changed |= file.isPresent() && file.get().refresh();
      } catch (IllegalArgumentException bad) {
        failure = String.valueOf(bad.getMessage());
      }
    }
    if (changed) {
      present = both();
      generation = generation + 1;
      LOG.info("The encryption configuration changed");
    }
    tell(failure);
  }

  private void tell(@Nullable String failure) {
    if (Objects.equals(failure, error)) {
      return;
    }
    error = failure;
    errorListener.accept(failure);
    if (failure != null) {
      LOG.warnf("Encryption configuration unusable, the former one counts reason=\"%s\"", failure);
    }
  }

  private BothEnds both() {
    return new BothEnds(
        source.map(EncryptionFile::configuration), target.map(EncryptionFile::configuration));
  }
}
