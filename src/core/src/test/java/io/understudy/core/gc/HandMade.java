package io.understudy.core.gc;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.registry.OwnerReference;
import io.understudy.core.registry.StoredObject;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.Rules;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A registry put together by hand, and what is made of it. */
final class HandMade {

  static final ControlKeys KEYS = new ControlKeys("global");

  private static final Bytes ENCRYPTED = Bytes.utf8("k8s:enc:aescbc:v1:key1:0123456789");

  private final SortedMap<Bytes, Bytes> stored = new TreeMap<>();
  private GcLimits limits = GcLimits.defaults();

  static OwnerReference owner(String apiVersion, String kind, String name) {
    return new OwnerReference(apiVersion, kind, name, "uid-of-" + name);
  }

  static OwnerReference configMap(String name) {
    return owner("v1", "ConfigMap", name);
  }

  static OwnerReference otherLife(OwnerReference of) {
    return new OwnerReference(of.apiVersion(), of.kind(), of.name(), "an-earlier-uid");
  }

  static StoredObject configMap(String namespace, String name, OwnerReference... owners) {
    return object("v1", "ConfigMap", namespace, name, owners);
  }

  static StoredObject object(
      String apiVersion, String kind, String namespace, String name, OwnerReference... owners) {
    StoredObject object = new StoredObject(apiVersion, kind, namespace, name);
    List.of(owners).forEach(object::owner);
    return object;
  }

  HandMade with(String key, StoredObject object) {
    return with(key, object.protobuf());
  }

  HandMade with(String key, Bytes value) {
    stored.put(Bytes.utf8("/registry/" + key), value);
    return this;
  }

  HandMade parked(String key, StoredObject object) {
    return parked(key, object.protobuf());
  }

  HandMade parked(String key, Bytes value) {
    stored.put(KEYS.parked(Bytes.utf8("/registry/" + key)), value);
    return this;
  }

  HandMade encrypted(String key) {
    return with(key, ENCRYPTED);
  }

  HandMade encryptedParked(String key) {
    return parked(key, ENCRYPTED);
  }

  /** Kind Mouse, whose plural nobody would guess. */
  HandMade defining(boolean isParked, boolean namespaced) {
    String key = "apiextensions.k8s.io/customresourcedefinitions/mice.example.com";
    return isParked ? parked(key, mice(namespaced)) : with(key, mice(namespaced));
  }

  private static Bytes mice(boolean namespaced) {
    return Bytes.utf8(
        """
        {"kind":"CustomResourceDefinition","apiVersion":"apiextensions.k8s.io/v1",
        "metadata":{"name":"mice.example.com","uid":"uid-of-mice"},
        "spec":{"group":"example.com","names":{"plural":"mice","kind":"Mouse"},"scope":"%s",
        "versions":[{"name":"v1","served":true,"schema":{"x":[1,{}]}},{"name":"v0","served":false}]},
        "status":{}}
        """
            .formatted(namespaced ? "Namespaced" : "Cluster"));
  }

  HandMade within(GcLimits limits) {
    this.limits = limits;
    return this;
  }

  GcReport.Answer now() {
    return answer(View.NOW);
  }

  GcReport.Answer afterUnpark() {
    return answer(View.AFTER_UNPARK);
  }

  Map<GcVerdict, Long> counts() {
    return now().counts();
  }

  GcReport.Answer answer(View view) {
    return read().answer(view, List.of());
  }

  Reading read() {
    Rules rules = Rules.profile("everything", Rules.Options.DEFAULT);
    Reading reading = new Reading(KEYS, Classifier.of(rules), limits);
    Reading.ranges(KEYS)
        .forEach(
            range ->
                stored.forEach(
                    (key, value) -> {
                      if (range.contains(key)) {
                        reading.add(new KeyValue(key, value, 1, 1, 1, 0));
                      }
                    }));
    reading.judge();
    return reading;
  }
}
