package io.understudy.core.scope;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.registry.StoredObject;

/** Keys with just what a rule asks about. */
final class Keys {

  private Keys() {}

  static KeyValue of(String key) {
    return of(key, new StoredObject("v1", "Any", "", "any"));
  }

  static KeyValue of(String key, StoredObject object) {
    return new KeyValue(Bytes.utf8(key), object.protobuf(), 1, 1, 1, 0);
  }

  static KeyValue labelled(String key, String label, String value) {
    return of(key, new StoredObject("v1", "Any", "", "any").label(label, value));
  }

  static KeyValue leased(String key) {
    KeyValue kv = of(key);
    return new KeyValue(kv.key(), kv.value(), 1, 1, 1, 7);
  }

  static KeyValue encrypted(String key) {
    return new KeyValue(Bytes.utf8(key), Bytes.utf8("k8s:enc:aesgcm:v1:k:xx"), 1, 1, 1, 0);
  }
}
