package io.understudy.core.registry;

import io.understudy.core.port.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Builds values as the API server stores them, with fields around the ones that are read. */
public final class StoredObject {

  private final String apiVersion;
  private final String kind;
  private final String namespace;
  private final String name;
  private final Map<String, String> labels = new LinkedHashMap<>();
  private final List<OwnerReference> owners = new ArrayList<>();
  private boolean terminating;

  public StoredObject(String apiVersion, String kind, String namespace, String name) {
    this.apiVersion = apiVersion;
    this.kind = kind;
    this.namespace = namespace;
    this.name = name;
  }

  public StoredObject label(String label, String value) {
    labels.put(label, value);
    return this;
  }

  public StoredObject owner(OwnerReference owner) {
    owners.add(owner);
    return this;
  }

  public StoredObject terminating() {
    terminating = true;
    return this;
  }

  public String uid() {
    return "uid-of-" + name;
  }

  public ObjectHeader header() {
    return new ObjectHeader(apiVersion, kind, namespace, name, uid(), labels, owners, terminating);
  }

  public Bytes protobuf() {
    Message meta = new Message().text(1, name).text(2, "").text(3, namespace).text(5, uid());
    meta.text(6, "").varint(7, 3).message(8, new Message().varint(1, 1_700_000_000));
    if (terminating) {
      meta.message(9, new Message().varint(1, 1_700_000_001)).varint(10, 30);
    }
    labels.forEach((k, v) -> meta.message(11, new Message().text(1, k).text(2, v)));
    meta.message(12, new Message().text(1, "note").text(2, "an annotation"));
    for (OwnerReference owner : owners) {
      Message reference = new Message().text(1, owner.kind()).text(3, owner.name());
      reference.text(4, owner.uid()).text(5, owner.apiVersion()).varint(6, 1).varint(7, 1);
      meta.message(13, reference);
    }
    meta.text(14, "a/finalizer").message(17, new Message().text(1, "manager"));
    Message object = new Message().message(1, meta).message(2, new Message().text(1, "spec"));
    return envelope(new Message().text(1, apiVersion).text(2, kind), object);
  }

  /** The whole value around an object. */
  public static Bytes envelope(Message typeMeta, Message object) {
    Message unknown = new Message().message(1, typeMeta).message(2, object);
    return Bytes.wrap(unknown.bytes(ProtobufEnvelope.MAGIC));
  }

  /** In the field order of a custom resource: sorted, so what matters little comes first. */
  public Bytes json() {
    StringBuilder json = new StringBuilder("{\"apiVersion\":\"").append(apiVersion);
    json.append("\",\"data\":[{\"kind\":\"no\"},1.5e3],\"kind\":\"").append(kind);
    json.append("\",\"metadata\":{\"annotations\":{\"name\":\"no\"}");
    if (terminating) {
      json.append(",\"deletionTimestamp\":\"2026-01-01T00:00:00Z\"");
    }
    List<String> pairs = new ArrayList<>();
    labels.forEach((k, v) -> pairs.add("\"" + k + "\":\"" + v + "\""));
    json.append(",\"labels\":{").append(String.join(",", pairs)).append('}');
    json.append(",\"name\":\"").append(name).append('"');
    json.append(",\"namespace\":\"").append(namespace).append("\",\"ownerReferences\":[");
    json.append(String.join(",", owners.stream().map(StoredObject::json).toList()));
    json.append("],\"uid\":\"").append(uid()).append("\"},\"spec\":{\"name\":\"no\"}}\n");
    return Bytes.utf8(json.toString());
  }

  private static String json(OwnerReference owner) {
    return """
        {"apiVersion":"%s","controller":true,"kind":"%s","name":"%s","uid":"%s"}"""
        .formatted(owner.apiVersion(), owner.kind(), owner.name(), owner.uid());
  }

  /** A protobuf message being written. */
  public static final class Message {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public Message varint(int field, long value) {
      number((long) field << 3);
      number(value);
      return this;
    }

    public Message text(int field, String text) {
      return bytes(field, text.getBytes(StandardCharsets.UTF_8));
    }

    public Message message(int field, Message message) {
      return bytes(field, message.out.toByteArray());
    }

    public Message bytes(int field, byte[] content) {
      number((long) field << 3 | 2);
      number(content.length);
      return raw(content);
    }

    public Message raw(byte... bytes) {
      out.writeBytes(bytes);
      return this;
    }

    byte[] bytes(byte[] prefix) {
      return Bytes.wrap(prefix).plus(Bytes.wrap(out.toByteArray())).array();
    }

    private void number(long value) {
      long rest = value;
      while ((rest & ~0x7fL) != 0) {
        out.write((int) (rest & 0x7f | 0x80));
        rest >>>= 7;
      }
      out.write((int) rest);
    }
  }
}
