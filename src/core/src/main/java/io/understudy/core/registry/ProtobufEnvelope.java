package io.understudy.core.registry;

import io.understudy.core.registry.Envelope.Encoding;
import io.understudy.core.registry.Envelope.Readable;
import io.understudy.core.registry.Envelope.Unreadable;

/**
 * Reads the header out of Kubernetes' protobuf storage format: four magic bytes, then a {@code
 * runtime.Unknown} around the object, whose first field is its {@code ObjectMeta}. The field
 * numbers are part of the Kubernetes API and never change. Nothing is read of the object but its
 * {@code ObjectMeta}.
 */
final class ProtobufEnvelope {

  static final byte[] MAGIC = {'k', '8', 's', 0};

  private static final int UNKNOWN_TYPE_META = 1;
  private static final int UNKNOWN_RAW = 2;
  private static final int UNKNOWN_CONTENT_ENCODING = 3;
  private static final int TYPE_META_API_VERSION = 1;
  private static final int TYPE_META_KIND = 2;
  private static final int OBJECT_METADATA = 1;
  private static final int META_NAME = 1;
  private static final int META_NAMESPACE = 3;
  private static final int META_UID = 5;
  private static final int META_DELETION_TIMESTAMP = 9;
  private static final int META_LABELS = 11;
  private static final int META_OWNER_REFERENCES = 13;
  private static final int MAP_KEY = 1;
  private static final int MAP_VALUE = 2;
  private static final int OWNER_KIND = 1;
  private static final int OWNER_NAME = 3;
  private static final int OWNER_UID = 4;
  private static final int OWNER_API_VERSION = 5;

  private final WireReader wire;
  private final HeaderFields header = new HeaderFields();
  private boolean hasMetadata;
  private boolean isCompressed;

  private ProtobufEnvelope(byte[] value) {
    this.wire = new WireReader(value, MAGIC.length);
  }

  /**
   * @param value starts with {@link #MAGIC}
   */
  static Envelope read(byte[] value) {
    return new ProtobufEnvelope(value).read();
  }

  private Envelope read() {
    for (int field = wire.nextField(); field != 0; field = wire.nextField()) {
      switch (field) {
        case UNKNOWN_TYPE_META -> typeMeta();
        case UNKNOWN_RAW -> object();
        case UNKNOWN_CONTENT_ENCODING -> isCompressed = wire.skipBytes() > 0;
        default -> wire.skip();
      }
    }
    if (!wire.damage().isEmpty()) {
      return new Unreadable("damaged protobuf: " + wire.damage());
    }
    if (isCompressed) {
      return new Unreadable("protobuf around an object in an encoding not known here");
    }
    if (!hasMetadata || header.kind.isEmpty()) {
      return new Unreadable("protobuf without kind or metadata");
    }
    return new Readable(header.toHeader(), Encoding.PROTOBUF);
  }

  private void typeMeta() {
    int outer = wire.enter();
    for (int field = wire.nextField(); field != 0; field = wire.nextField()) {
      switch (field) {
        case TYPE_META_API_VERSION -> header.apiVersion = wire.text();
        case TYPE_META_KIND -> header.kind = wire.text();
        default -> wire.skip();
      }
    }
    wire.leave(outer);
  }

  /** The metadata comes first in what Kubernetes writes, so the rest of the object stays unread. */
  private void object() {
    int outer = wire.enter();
    while (!hasMetadata) {
      int field = wire.nextField();
      if (field == 0) {
        break;
      }
      if (field == OBJECT_METADATA) {
        metadata();
        hasMetadata = true;
      } else {
        wire.skip();
      }
    }
    wire.leave(outer);
  }

  private void metadata() {
    int outer = wire.enter();
    for (int field = wire.nextField(); field != 0; field = wire.nextField()) {
      switch (field) {
        case META_NAME -> header.name = wire.text();
        case META_NAMESPACE -> header.namespace = wire.text();
        case META_UID -> header.uid = wire.text();
        case META_DELETION_TIMESTAMP -> {
          header.terminating = true;
          wire.skip();
        }
        case META_LABELS -> label();
        case META_OWNER_REFERENCES -> owner();
        default -> wire.skip();
      }
    }
    wire.leave(outer);
  }

  private void label() {
    String key = "";
    String value = "";
    int outer = wire.enter();
    for (int field = wire.nextField(); field != 0; field = wire.nextField()) {
      switch (field) {
        case MAP_KEY -> key = wire.text();
        case MAP_VALUE -> value = wire.text();
        default -> wire.skip();
      }
    }
    wire.leave(outer);
    header.label(key, value);
  }

  private void owner() {
    String apiVersion = "";
    String kind = "";
    String name = "";
    String uid = "";
    int outer = wire.enter();
    for (int field = wire.nextField(); field != 0; field = wire.nextField()) {
      switch (field) {
        case OWNER_API_VERSION -> apiVersion = wire.text();
        case OWNER_KIND -> kind = wire.text();
        case OWNER_NAME -> name = wire.text();
        case OWNER_UID -> uid = wire.text();
        default -> wire.skip();
      }
    }
    wire.leave(outer);
    header.owner(new OwnerReference(apiVersion, kind, name, uid));
  }
}
