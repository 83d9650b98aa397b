package io.understudy.core.scope;

import io.understudy.core.port.Bytes;
import io.understudy.core.registry.BuiltInGroups;
import io.understudy.core.registry.Envelope;
import io.understudy.core.registry.RegistryKey;
import io.understudy.core.registry.RegistryKeys;
import java.util.Map;
import java.util.Optional;

/** What rules may ask about a key, in the words they ask in. */
record Subject(Bytes key, Optional<RegistryKey> registryKey, Envelope envelope, long lease) {

  boolean isLeaseBacked() {
    return lease != 0;
  }

  boolean isOutsideRegistry() {
    return registryKey.isEmpty() && !key.startsWith(RegistryKeys.PREFIX);
  }

  boolean isUnparsable() {
    return registryKey.isEmpty() && key.startsWith(RegistryKeys.PREFIX);
  }

  /** The API group of a built-in resource, whose key does not spell it. */
  String apiGroup() {
    String resource = registryKey.map(RegistryKey::resource).orElse("");
    return BuiltInGroups.groupOf(resource).orElseGet(this::groupOfValue);
  }

  Map<String, String> labels() {
    return switch (envelope) {
      case Envelope.Readable readable -> readable.header().labels();
      case Envelope.Opaque opaque -> Map.of();
      case Envelope.Unreadable unreadable -> Map.of();
    };
  }

  String keyText() {
    return key.utf8();
  }

  private String groupOfValue() {
    return switch (envelope) {
      case Envelope.Readable readable -> groupOf(readable.header().apiVersion());
      case Envelope.Opaque opaque -> "";
      case Envelope.Unreadable unreadable -> "";
    };
  }

  private static String groupOf(String apiVersion) {
    int slash = apiVersion.indexOf('/');
    return slash < 0 ? "" : apiVersion.substring(0, slash);
  }
}
