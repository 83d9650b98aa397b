package io.understudy.core.encryption;

import io.understudy.core.encryption.Reading.Why;
import io.understudy.core.port.Bytes;
import java.util.Optional;

/**
 * The configurations of both ends, as far as they are given. Immutable.
 *
 * <p>The standby's is asked first: if it opens the value, both questions are answered at the price
 * of one decryption, and two that open a value agree on what is in it.
 */
public record BothEnds(
    Optional<EncryptionConfiguration> source, Optional<EncryptionConfiguration> target)
    implements Encryption {

  @Override
  public Opened open(Bytes key, Bytes value) {
    Optional<Reading> onStandby = target.map(configuration -> configuration.read(key, value));
    Optional<Why> cannot = onStandby.flatMap(BothEnds::refusal);
    if (!EncryptionConfiguration.isEncrypted(value)) {
      return new Opened(Optional.of(value), cannot);
    }
    Optional<Bytes> plaintext =
        onStandby
            .flatMap(BothEnds::plaintext)
            .or(() -> source.flatMap(known -> plaintext(known.read(key, value))));
    return new Opened(plaintext, cannot);
  }

  @Override
  public boolean knowsStandby() {
    return target.isPresent();
  }

  @Override
  public String digest() {
    if (source.isEmpty() && target.isEmpty()) {
      return "";
    }
    return Bytes.utf8("source " + names(source) + "\ntarget " + names(target)).sha256();
  }

  private static String names(Optional<EncryptionConfiguration> end) {
    return end.map(EncryptionConfiguration::names).orElse("not given");
  }

  private static Optional<Bytes> plaintext(Reading reading) {
    return reading instanceof Reading.Opened opened
        ? Optional.of(opened.plaintext())
        : Optional.empty();
  }

  private static Optional<Why> refusal(Reading reading) {
    return reading instanceof Reading.Refused refused
        ? Optional.of(refused.why())
        : Optional.empty();
  }
}
