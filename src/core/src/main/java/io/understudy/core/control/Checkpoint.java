package io.understudy.core.control;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdStatus;
import java.time.Instant;
import java.util.Locale;

/**
 * How far the target has come: {@code /understudy/<link>/checkpoint}, written in the same Txn as
 * the data it speaks of.
 *
 * @param watermark W: the source revision that the target equals in scope; in phase copy 0, in
 *     phase resync the last one claimed
 * @param inParts the target is between the parts of one change; nothing is claimed
 * @param source identity of the source that W belongs to
 * @param lastKey the source's newest key as of W, in scope or not, with the source revision it was
 *     put at; empty and 0 if none is known
 * @param bornRevision target revision before this link's first write: what was last put at or
 *     before it was there before the mirror
 * @param driftRevision D: target revision up to which drift has been read
 * @param observedAt time at which the source was known to be at W or not beyond
 * @param rules digest of the rules it was written under, followed by what else differs from the
 *     default: {@code -kubernetes} if no other keys may be read, and after a {@code +} each the
 *     largest value that the target takes and a digest of the encryption keys' names
 */
public record Checkpoint(
    long watermark,
    Phase phase,
    boolean inParts,
    SourceId source,
    Bytes lastKey,
    long lastKeyRevision,
    long bornRevision,
    long driftRevision,
    Instant observedAt,
    String rules) {

  public enum Phase {
    /** First difference, against a target that was never equal. */
    COPY,
    /** A later difference, after history was lost or on request. */
    RESYNC,
    /** Following revision by revision: the target equals the source at the watermark. */
    TAIL
  }

  /**
   * @param clusterId etcd's cluster id, unsigned
   */
  public record SourceId(long clusterId, long raftTerm) {

    public static SourceId of(EtcdStatus source) {
      return new SourceId(source.clusterId(), source.raftTerm());
    }
  }

  public Bytes toJson() {
    return Json.write(
        Json.record()
            .put("watermark", watermark)
            .put("phase", phase.name().toLowerCase(Locale.ROOT))
            .put("inParts", inParts)
            .put("sourceClusterId", Long.toHexString(source.clusterId))
            .put("sourceRaftTerm", source.raftTerm)
            .put("lastKey", lastKey.utf8())
            .put("lastKeyRevision", lastKeyRevision)
            .put("bornRevision", bornRevision)
            .put("driftRevision", driftRevision)
            .put("observedAt", observedAt.toString())
            .put("rules", rules));
  }

  /**
   * @throws CorruptRecordException if it is not such a record
   */
  public static Checkpoint fromJson(Bytes json) {
    Json.Fields fields = Json.read("checkpoint", json);
    return new Checkpoint(
        fields.number("watermark"),
        fields.phase("phase"),
        fields.flag("inParts"),
        new SourceId(fields.clusterId("sourceClusterId"), fields.number("sourceRaftTerm")),
        Bytes.utf8(fields.text("lastKey")),
        fields.number("lastKeyRevision"),
        fields.number("bornRevision"),
        fields.number("driftRevision"),
        fields.instant("observedAt"),
        fields.text("rules"));
  }

  /** Before anything was written. */
  public static Checkpoint first(SourceId source, long bornRevision, Instant now, String rules) {
    return new Checkpoint(
        0, Phase.COPY, false, source, Bytes.EMPTY, 0, bornRevision, bornRevision, now, rules);
  }

  public Checkpoint at(long watermark, Instant observedAt) {
    return new Checkpoint(
        watermark,
        phase,
        inParts,
        source,
        lastKey,
        lastKeyRevision,
        bornRevision,
        driftRevision,
        observedAt,
        rules);
  }

  public Checkpoint inPhase(Phase phase) {
    return new Checkpoint(
        watermark,
        phase,
        inParts,
        source,
        lastKey,
        lastKeyRevision,
        bornRevision,
        driftRevision,
        observedAt,
        rules);
  }

  public Checkpoint inParts(boolean inParts) {
    return new Checkpoint(
        watermark,
        phase,
        inParts,
        source,
        lastKey,
        lastKeyRevision,
        bornRevision,
        driftRevision,
        observedAt,
        rules);
  }

  public Checkpoint from(SourceId source) {
    return new Checkpoint(
        watermark,
        phase,
        inParts,
        source,
        lastKey,
        lastKeyRevision,
        bornRevision,
        driftRevision,
        observedAt,
        rules);
  }

  public Checkpoint under(String rules) {
    return new Checkpoint(
        watermark,
        phase,
        inParts,
        source,
        lastKey,
        lastKeyRevision,
        bornRevision,
        driftRevision,
        observedAt,
        rules);
  }

  public Checkpoint lastApplied(Bytes lastKey, long lastKeyRevision) {
    return new Checkpoint(
        watermark,
        phase,
        inParts,
        source,
        lastKey,
        lastKeyRevision,
        bornRevision,
        driftRevision,
        observedAt,
        rules);
  }

  public Checkpoint driftReadTo(long driftRevision) {
    return new Checkpoint(
        watermark,
        phase,
        inParts,
        source,
        lastKey,
        lastKeyRevision,
        bornRevision,
        driftRevision,
        observedAt,
        rules);
  }
}
