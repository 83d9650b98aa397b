package io.understudy.core.mirror;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.ownership.Facts;
import io.understudy.core.ownership.Id;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Txn;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.RuleFile;
import io.understudy.core.scope.Rules;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Objects, rules and limits that the mirror's tests share. */
final class Samples {

  static final ControlKeys KEYS = new ControlKeys("global");

  /** Deployments and persistent volumes are parked, pods are left out, all else is mirrored. */
  static final Rules RULES =
      rules(
          """
          - name: parked
            match: {resource: [deployments, persistentvolumes]}
            place: park
            reason: they start pods or delete data
          - name: pods
            match: {resource: pods}
            place: leave-out
            reason: pods are made anew
          """);

  private Samples() {}

  static final Classifier CLASSIFIER = Classifier.of(RULES);

  /** Rules of no profile, from the list's text. */
  static Rules rules(String list) {
    return RuleFile.parse(
        "version: 1\nextends: none\nrules:\n" + list, "samples.yaml", Rules.Options.DEFAULT);
  }

  /** A key of namespace {@code ns}: {@code configmaps/a} is {@code /registry/configmaps/ns/a}. */
  static Bytes key(String resourceAndName) {
    return Bytes.utf8("/registry/" + resourceAndName.replace("/", "/ns/"));
  }

  /** An object put at a revision. */
  static KeyValue object(Bytes key, String uid, long revision, String... owners) {
    return new KeyValue(key, value(uid, "r" + revision, owners), revision, revision, 1, 0);
  }

  static Bytes value(String uid, String content, String... owners) {
    String references =
        Arrays.stream(owners)
            .map(
                owner ->
                    "{\"apiVersion\":\"v1\",\"kind\":\"Thing\",\"name\":\"%s\",\"uid\":\"%s\"}"
                        .formatted(owner, owner))
            .collect(Collectors.joining(","));
    return Bytes.utf8(
        """
        {"apiVersion":"v1","kind":"Thing","metadata":{"name":"x","namespace":"ns","uid":"%s",\
        "ownerReferences":[%s]},"data":"%s"}"""
            .formatted(uid, references, content));
  }

  static Facts facts(KeyValue object) {
    return Facts.of(RULES.classify(object));
  }

  static Facts.Owner owner(String uid) {
    return new Facts.Owner(Id.ofUid(uid), Id.ofName("Thing", "ns", uid));
  }

  static KeyWrites writes(Bytes key, Txn.Write... writes) {
    return new KeyWrites(key, List.of(writes));
  }

  /** Limits of Txns and pages; the others are as they come. */
  static Limits limits(int txnMaxWrites, long txnMaxBytes, long pageMaxBytes, int pageMaxKeys) {
    return new Limits(
        txnMaxWrites,
        txnMaxBytes,
        1,
        pageMaxBytes,
        pageMaxKeys,
        Duration.ofSeconds(1),
        Duration.ofMillis(1),
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        3,
        Duration.ofMillis(1),
        PreflightLimits.defaults(),
        LeadLimits.OFF);
  }

  static Limits limits(int txnMaxWrites, long txnMaxBytes) {
    return limits(txnMaxWrites, txnMaxBytes, 1 << 20, 1000);
  }
}
