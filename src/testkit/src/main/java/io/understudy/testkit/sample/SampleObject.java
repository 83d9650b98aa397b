package io.understudy.testkit.sample;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.Txn;
import io.understudy.core.registry.OwnerReference;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One object of the sample registry.
 *
 * @param namespace empty for a cluster-scoped object
 * @param createdSeconds creation time, in seconds since 1970
 * @param body what follows the metadata: encoded fields of a protobuf message, or members of a JSON
 *     object
 */
record SampleObject(
    Kind kind,
    String namespace,
    String name,
    String uid,
    long createdSeconds,
    SortedMap<String, String> labels,
    List<OwnerReference> owners,
    Bytes body) {

  private static final Bytes MAGIC = Bytes.wrap(new byte[] {'k', '8', 's', 0});

  SampleObject {
    labels = new TreeMap<>(labels);
    owners = List.copyOf(owners);
  }

  Bytes key() {
    return kind.key(namespace, name);
  }

  Txn.Write.Put put() {
    return new Txn.Write.Put(key(), value(), 0);
  }

  /** As stored by an API server. */
  Bytes value() {
    return switch (kind.storage()) {
      case PROTOBUF -> protobuf();
      case JSON -> json();
    };
  }

  OwnerReference reference() {
    return new OwnerReference(kind.apiVersion(), kind.title(), name, uid);
  }

  boolean isOwnedBy(SampleObject other) {
    return owners.stream().anyMatch(owner -> owner.uid().equals(other.uid));
  }

  SampleObject ownedBy(SampleObject... by) {
    List<OwnerReference> references = new ArrayList<>();
    for (SampleObject owner : by) {
      references.add(owner.reference());
    }
    return new SampleObject(kind, namespace, name, uid, createdSeconds, labels, references, body);
  }

  SampleObject labelled(String label, String value) {
    SortedMap<String, String> more = new TreeMap<>(labels);
    more.put(label, value);
    return new SampleObject(kind, namespace, name, uid, createdSeconds, more, owners, body);
  }

  SampleObject saying(Bytes newBody) {
    return new SampleObject(kind, namespace, name, uid, createdSeconds, labels, owners, newBody);
  }

  /** Another object that takes the name of this one. */
  SampleObject bornAgain(String newUid, long seconds) {
    return new SampleObject(kind, namespace, name, newUid, seconds, labels, owners, body);
  }

  private Bytes protobuf() {
    ProtoMessage meta =
        new ProtoMessage()
            .text(1, name)
            .text(2, "")
            .text(3, namespace)
            .text(4, "")
            .text(5, uid)
            .text(6, "")
            .number(7, 1)
            .message(8, new ProtoMessage().number(1, createdSeconds).number(2, 0))
            .map(11, labels);
    owners.forEach(owner -> meta.message(13, reference(owner)));
    meta.message(17, managedBy());
    ProtoMessage object = new ProtoMessage().message(1, meta).fields(body);
    ProtoMessage unknown =
        new ProtoMessage()
            .message(1, new ProtoMessage().text(1, kind.apiVersion()).text(2, kind.title()))
            .message(2, object)
            .text(3, "")
            .text(4, "");
    return MAGIC.plus(unknown.encoded());
  }

  private static ProtoMessage reference(OwnerReference owner) {
    return new ProtoMessage()
        .text(1, owner.kind())
        .text(3, owner.name())
        .text(4, owner.uid())
        .text(5, owner.apiVersion())
        .flag(6, false)
        .flag(7, true);
  }

  private ProtoMessage managedBy() {
    byte[] fields = "{\"f:metadata\":{\"f:labels\":{}}}".getBytes(StandardCharsets.UTF_8);
    return new ProtoMessage()
        .text(1, "sample")
        .text(2, "Update")
        .text(3, kind.apiVersion())
        .message(4, new ProtoMessage().number(1, createdSeconds).number(2, 0))
        .text(6, "FieldsV1")
        .message(7, new ProtoMessage().bytes(1, fields));
  }

  private Bytes json() {
    List<String> meta = new ArrayList<>();
    meta.add(member("creationTimestamp", Instant.ofEpochSecond(createdSeconds).toString()));
    meta.add("\"generation\":1");
    if (!labels.isEmpty()) {
      List<String> pairs = new ArrayList<>();
      labels.forEach((label, value) -> pairs.add(member(label, value)));
      meta.add("\"labels\":{" + String.join(",", pairs) + "}");
    }
    meta.add(member("name", name));
    if (!namespace.isEmpty()) {
      meta.add(member("namespace", namespace));
    }
    if (!owners.isEmpty()) {
      List<String> references = owners.stream().map(SampleObject::json).toList();
      meta.add("\"ownerReferences\":[" + String.join(",", references) + "]");
    }
    meta.add(member("uid", uid));
    return Bytes.utf8(
        "{%s,%s,\"metadata\":{%s},%s}\n"
            .formatted(
                member("apiVersion", kind.apiVersion()),
                member("kind", kind.title()),
                String.join(",", meta),
                body.utf8()));
  }

  private static String json(OwnerReference owner) {
    return "{%s,\"blockOwnerDeletion\":true,%s,%s,%s}"
        .formatted(
            member("apiVersion", owner.apiVersion()),
            member("kind", owner.kind()),
            member("name", owner.name()),
            member("uid", owner.uid()));
  }

  /** The names and words of the sample need no escaping. */
  private static String member(String name, String value) {
    return "\"" + name + "\":\"" + value + "\"";
  }
}
