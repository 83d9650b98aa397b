package io.understudy.e2e;

import io.understudy.core.encryption.BothEnds;
import io.understudy.core.encryption.EncryptionConfiguration;
import io.understudy.core.encryption.Reading;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Revision;
import io.understudy.core.port.Revision.Change;
import io.understudy.core.registry.EnvelopeReader;
import io.understudy.core.registry.RegistryKeys;
import io.understudy.testkit.Encryptor;
import io.understudy.testkit.replay.History;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A registry whose objects are encrypted, and what opens them again for the replay. */
final class EncryptedSource {

  private EncryptedSource() {}

  /** Each object encrypted under its own key. */
  static List<KeyValue> sealed(List<KeyValue> registry, Encryptor encryptor) {
    return registry.stream().map(kv -> sealed(kv, encryptor)).toList();
  }

  static EncryptionConfiguration ofEverything(Encryptor... encryptors) {
    return EncryptionConfiguration.parse(
        Encryptor.configuration("'*.*'", encryptors), "everything.yaml");
  }

  /** The source's configuration known, the standby's not. */
  static BothEnds source(EncryptionConfiguration configuration) {
    return new BothEnds(Optional.of(configuration), Optional.empty());
  }

  static BothEnds both(EncryptionConfiguration configuration) {
    return new BothEnds(Optional.of(configuration), Optional.of(configuration));
  }

  /** The same history with every value as it was before it was encrypted. */
  static History opened(History history, EncryptionConfiguration configuration) {
    List<Revision> revisions = new ArrayList<>();
    for (Revision revision : history.revisions()) {
      List<Change> changes = new ArrayList<>();
      for (Change change : revision.changes()) {
        changes.add(
            change instanceof Change.Put put
                ? new Change.Put(opened(put.after(), configuration))
                : change);
      }
      revisions.add(new Revision(revision.number(), changes));
    }
    return new History(revisions);
  }

  private static KeyValue sealed(KeyValue kv, Encryptor encryptor) {
    return RegistryKeys.parse(kv.key()).isPresent()
        ? with(kv, encryptor.seal(kv.key(), kv.value()))
        : kv;
  }

  private static KeyValue opened(KeyValue kv, EncryptionConfiguration configuration) {
    if (!EnvelopeReader.isEncrypted(kv.value())) {
      return kv;
    }
    Bytes key = TwoEtcds.KEYS.isParked(kv.key()) ? TwoEtcds.KEYS.unparked(kv.key()) : kv.key();
    return configuration.read(key, kv.value()) instanceof Reading.Opened opened
        ? with(kv, opened.plaintext())
        : kv;
  }

  private static KeyValue with(KeyValue kv, Bytes value) {
    return new KeyValue(
        kv.key(), value, kv.createRevision(), kv.modRevision(), kv.version(), kv.lease());
  }
}
