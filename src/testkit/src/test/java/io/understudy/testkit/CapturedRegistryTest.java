package io.understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.registry.Envelope;
import io.understudy.core.registry.Envelope.Encoding;
import io.understudy.core.registry.Envelope.Opaque;
import io.understudy.core.registry.Envelope.Readable;
import io.understudy.core.registry.Envelope.Unreadable;
import io.understudy.core.registry.EnvelopeReader;
import io.understudy.core.registry.ObjectHeader;
import io.understudy.core.registry.OwnerReference;
import io.understudy.core.registry.RegistryKey;
import io.understudy.core.registry.RegistryKeys;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The parsers against what a real API server wrote. */
class CapturedRegistryTest {

  private static final List<KeyValue> REGISTRY = Captures.registry(Captures.REGISTRY);

  /** Kinds whose plural is not the kind and an s. */
  private static final Map<String, String> PLURALS =
      Map.of(
          "Endpoints", "endpoints",
          "IPAddress", "ipaddresses",
          "PriorityClass", "priorityclasses",
          "RangeAllocation", "ranges");

  private static Stream<KeyValue> below() {
    return Stream.concat(Stream.of(Captures.REGISTRY), Captures.ENCRYPTED.stream())
        .flatMap(name -> Captures.registry(name).stream())
        .filter(kv -> kv.key().startsWith(RegistryKeys.PREFIX));
  }

  private static KeyValue at(String key) {
    return REGISTRY.stream().filter(kv -> kv.key().equals(Bytes.utf8(key))).findFirst().get();
  }

  @Test
  void everyKeyIsInALayout() {
    assertThat(below()).allSatisfy(kv -> assertThat(RegistryKeys.parse(kv.key())).isPresent());
  }

  @Test
  void everyKeyAgreesWithItsValue() {
    assertThat(below().filter(kv -> EnvelopeReader.read(kv.value()) instanceof Readable))
        .hasSizeGreaterThan(1_400)
        .allSatisfy(
            kv -> {
              RegistryKey key = RegistryKeys.parse(kv.key()).orElseThrow();
              ObjectHeader header = ((Readable) EnvelopeReader.read(kv.value())).header();
              if (key.resource().equals("masterleases") || key.resource().equals("ranges")) {
                assertThat(header.name()).isEmpty();
                return;
              }
              assertThat(key.namespace()).isEqualTo(header.namespace());
              assertThat(key.name()).isEqualTo(header.name());
              assertThat(key.resource()).isEqualTo(plural(header.kind()));
              assertThat(header.uid()).hasSize(36);
              if (!key.group().isEmpty()) {
                assertThat(header.apiVersion()).startsWith(key.group() + "/");
              }
            });
  }

  private static String plural(String kind) {
    String plain = kind.toLowerCase(Locale.ROOT);
    String regular = plain.endsWith("y") ? plain.replaceFirst("y$", "ies") : plain + "s";
    return PLURALS.getOrDefault(kind, regular);
  }

  @Test
  void everyValueOfTheRegistryIsRead() {
    Map<Encoding, Long> byEncoding =
        REGISTRY.stream()
            .map(kv -> EnvelopeReader.read(kv.value()))
            .filter(Readable.class::isInstance)
            .map(envelope -> ((Readable) envelope).encoding())
            .collect(Collectors.groupingBy(encoding -> encoding, Collectors.counting()));
    assertThat(byEncoding)
        .containsExactlyInAnyOrderEntriesOf(Map.of(Encoding.PROTOBUF, 706L, Encoding.JSON, 51L));
    assertThat(EnvelopeReader.read(at("compact_rev_key").value())).isInstanceOf(Unreadable.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"aescbc", "aesgcm", "secretbox"})
  void encryptedValuesNameTheirKey(String provider) {
    Set<Envelope> opaque =
        Captures.registry("registry-" + provider).stream()
            .filter(kv -> kv.value().utf8().startsWith("k8s:enc:"))
            .map(kv -> EnvelopeReader.read(kv.value()))
            .collect(Collectors.toSet());
    assertThat(opaque)
        .isNotEmpty()
        .allSatisfy(
            envelope ->
                assertThat(envelope)
                    .isInstanceOfSatisfying(
                        Opaque.class,
                        value -> {
                          assertThat(value.provider()).isEqualTo(provider);
                          assertThat(value.keyName()).endsWith("-" + provider);
                        }));
  }

  @Test
  void ownersAreThereByTheirUid() {
    Set<String> uids = new HashSet<>();
    Set<OwnerReference> owners = new HashSet<>();
    for (KeyValue kv : REGISTRY) {
      if (EnvelopeReader.read(kv.value()) instanceof Readable readable) {
        uids.add(readable.header().uid());
        owners.addAll(readable.header().owners());
      }
    }
    assertThat(owners).hasSizeGreaterThan(20);
    assertThat(owners).extracting(OwnerReference::uid).isSubsetOf(uids);
  }

  @Test
  void theAdoptedOneIsOlderThanItsOwner() {
    KeyValue adopted = at("/registry/configmaps/team-a/aa-adopted");
    KeyValue adopter = at("/registry/example.com/widgets/team-a/zz-adopter");
    ObjectHeader header = ((Readable) EnvelopeReader.read(adopted.value())).header();
    assertThat(header.owners())
        .singleElement()
        .returns("zz-adopter", OwnerReference::name)
        .returns("Widget", OwnerReference::kind)
        .returns("example.com/v1", OwnerReference::apiVersion);
    assertThat(adopted.createRevision()).isLessThan(adopter.createRevision());
  }

  @Test
  void labelsAreRead() {
    String key = "/registry/leases/kube-system/apiserver-wlv32tlttr4jl3gtroqexyxapa";
    ObjectHeader header = ((Readable) EnvelopeReader.read(at(key).value())).header();
    assertThat(header.labels()).containsEntry("apiserver.kubernetes.io/identity", "kube-apiserver");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/registry/deployments/app-1/web",
        "/registry/replicasets/app-1/web-8bdd667dd",
        "/registry/leases/kube-system/apiserver-wlv32tlttr4jl3gtroqexyxapa",
      })
  void aRealValueCutAnywhereIsUnreadable(String key) {
    byte[] whole = at(key).value().array();
    // After the object come two empty fields of two bytes each, whose loss does not show.
    for (int length = 0; length < whole.length - 4; length++) {
      Envelope envelope = EnvelopeReader.read(Bytes.wrap(Arrays.copyOf(whole, length)));
      assertThat(envelope).as("cut to %d bytes", length).isInstanceOf(Unreadable.class);
    }
  }

  @Test
  void realValuesChangedAtRandomNeverMakeItFail() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<byte[]> small =
        REGISTRY.stream().map(kv -> kv.value().array()).filter(v -> v.length < 5_000).toList();
    for (int i = 0; i < 50_000; i++) {
      byte[] value = small.get(random.nextInt(small.size())).clone();
      for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
        value[random.nextInt(Math.min(value.length, 400))] = (byte) random.nextInt(256);
      }
      assertThat(failure(value)).as("seed %d, round %d", seed, i).isEmpty();
    }
  }

  private static Optional<RuntimeException> failure(byte[] value) {
    try {
      EnvelopeReader.read(Bytes.wrap(value));
      return Optional.empty();
    } catch (RuntimeException e) {
      return Optional.of(e);
    }
  }
}
