package io.understudy.testkit.replay;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Revision;
import io.understudy.core.port.Revision.Change;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A history being written down by hand, from revision 2 on as in a new etcd. */
final class Script {

  static final ControlKeys KEYS = new ControlKeys("global");

  private final List<Revision> revisions = new ArrayList<>();
  private final Map<Bytes, Long> created = new HashMap<>();
  private List<Change> open = new ArrayList<>();

  static Bytes application(String name) {
    return Bytes.utf8("/registry/apps.example.io/applications/team/" + name);
  }

  static Bytes object(String uid, String text, String... owners) {
    StringBuilder references = new StringBuilder();
    for (String owner : owners) {
      references
          .append(references.isEmpty() ? "" : ",")
          .append("{\"uid\":\"%s\"}".formatted(owner));
    }
    return Bytes.utf8(
        "{\"apiVersion\":\"v1\",\"kind\":\"X\",\"metadata\":{\"ownerReferences\":[%s],\"uid\":\"%s\"},\"spec\":\"%s\"}"
            .formatted(references, uid, text));
  }

  Script put(Bytes key, Bytes value) {
    long number = number();
    long born = created.computeIfAbsent(key, k -> number);
    open.add(new Change.Put(new KeyValue(key, value, born, number, 1, 0)));
    return this;
  }

  Script delete(Bytes key) {
    created.remove(key);
    open.add(new Change.Delete(key));
    return this;
  }

  /** A checkpoint as of a phase. */
  Script checkpoint(String phase, long watermark, boolean inParts) {
    return put(
        KEYS.checkpoint(),
        Bytes.utf8(
            "{\"watermark\":%d,\"phase\":\"%s\",\"inParts\":%s}"
                .formatted(watermark, phase, inParts)));
  }

  Script tail(long watermark) {
    return checkpoint("tail", watermark, false);
  }

  /** Ends a revision. */
  Script end() {
    revisions.add(new Revision(number(), open));
    open = new ArrayList<>();
    return this;
  }

  History history() {
    return new History(revisions);
  }

  private long number() {
    return revisions.size() + 2L;
  }
}
