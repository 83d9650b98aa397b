package io.understudy.core.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.core.port.Bytes;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Who may write the target, and which role the site has: {@code /understudy/<link>/term}.
 *
 * @param term grows with every change of leader or role
 * @param holder who made this change, for example a pod's name
 * @param reason why, for people
 * @param request the call that changed the role; null if a leader took the term
 * @param claim what the target held when it was promoted; null if nothing was claimed
 * @param assumed nobody has ever given the site a role: a mirror that found no record took it for a
 *     standby
 */
public record TermRecord(
    Role role,
    long term,
    String holder,
    Instant since,
    String reason,
    @Nullable Request request,
    @Nullable Claim claim,
    boolean assumed) {

  public enum Role {
    STANDBY,
    PROMOTED
  }

  /**
   * The call that changed the role, so that its repetition can be told from another.
   *
   * @param expectedTerm the term that it was made against
   * @param key its {@code Idempotency-Key}, empty for none
   */
  public record Request(long expectedTerm, String key) {}

  /**
   * The checkpoint that a promotion deleted.
   *
   * @param sourceClusterId cluster id of the source, unsigned
   * @param watermark the last W
   * @param targetRevision T: target revision at which that checkpoint was put
   * @param phase only in phase tail, and not between parts, did the target equal the source at W
   * @param evidence by which the source is known again after a failback; null in old records
   */
  public record Claim(
      long sourceClusterId,
      long watermark,
      long targetRevision,
      Checkpoint.Phase phase,
      boolean inParts,
      @Nullable Evidence evidence) {

    /** Whether the target at T equalled the source at W, but for what others had written. */
    public boolean isEqual() {
      return phase == Checkpoint.Phase.TAIL && !inParts;
    }
  }

  /**
   * What the source was last known by.
   *
   * @param lastKey last key applied, empty for none
   * @param lastKeyRevision source revision it was put at, 0 for none
   * @param driftRevision D: target revision up to which what others created is on record; 0 in old
   *     records
   * @param rules what the target was written under, as in the checkpoint; empty in old records
   */
  public record Evidence(
      long sourceRaftTerm, Bytes lastKey, long lastKeyRevision, long driftRevision, String rules) {

    /** As older versions wrote it. */
    public Evidence(long sourceRaftTerm, Bytes lastKey, long lastKeyRevision) {
      this(sourceRaftTerm, lastKey, lastKeyRevision, 0, "");
    }
  }

  /** A change of leader of a site that has its role: nothing is asked for and nothing claimed. */
  public TermRecord(Role role, long term, String holder, Instant since, String reason) {
    this(role, term, holder, since, reason, null, null);
  }

  /** Of a site that has been given its role. */
  public TermRecord(
      Role role,
      long term,
      String holder,
      Instant since,
      String reason,
      @Nullable Request request,
      @Nullable Claim claim) {
    this(role, term, holder, since, reason, request, claim, false);
  }

  /** What holds before any mirror has run. */
  public static TermRecord none() {
    return new TermRecord(Role.STANDBY, 0, "", Instant.EPOCH, "", null, null, true);
  }

  /** A change of leader: who leads gives the site no role. */
  public TermRecord next(String holder, Instant now, String reason) {
    return inTerm(term + 1, holder, now, reason);
  }

  /** The same in a term that somebody else's record calls for. */
  public TermRecord inTerm(long newTerm, String holder, Instant now, String reason) {
    return new TermRecord(Role.STANDBY, newTerm, holder, now, reason, null, null, assumed);
  }

  public boolean isPromoted() {
    return role == Role.PROMOTED;
  }

  /** Whether this record's site was promoted while it mirrored that etcd. */
  public boolean tookOverFrom(long clusterId) {
    return isPromoted() && claim != null && claim.sourceClusterId == clusterId;
  }

  public Bytes toJson() {
    ObjectNode json =
        Json.record()
            .put("role", isPromoted() ? "promoted" : "standby")
            .put("term", term)
            .put("holder", holder)
            .put("since", since.toString())
            .put("reason", reason);
    if (assumed) {
      json.put("assumed", true);
    }
    if (request != null) {
      json.put("expectedTerm", request.expectedTerm).put("requestKey", request.key);
    }
    if (claim != null) {
      json.put("sourceClusterId", Long.toHexString(claim.sourceClusterId))
          .put("watermark", claim.watermark)
          .put("targetRevision", claim.targetRevision)
          .put("phase", claim.phase.name().toLowerCase(Locale.ROOT))
          .put("inParts", claim.inParts);
      Evidence evidence = claim.evidence;
      if (evidence != null) {
        json.put("sourceRaftTerm", evidence.sourceRaftTerm)
            .put("lastKey", evidence.lastKey.utf8())
            .put("lastKeyRevision", evidence.lastKeyRevision)
            .put("driftRevision", evidence.driftRevision)
            .put("rules", evidence.rules);
      }
    }
    return Json.write(json);
  }

  /**
   * @throws CorruptRecordException if it is not such a record
   */
  public static TermRecord fromJson(Bytes json) {
    Json.Fields fields = Json.read("term", json);
    Role role =
        switch (fields.text("role")) {
          case "standby" -> Role.STANDBY;
          case "promoted" -> Role.PROMOTED;
          default ->
              throw new CorruptRecordException("term", "its role is neither standby nor promoted");
        };
    return new TermRecord(
        role,
        fields.number("term"),
        fields.text("holder"),
        fields.instant("since"),
        fields.text("reason"),
        fields.has("expectedTerm")
            ? new Request(fields.number("expectedTerm"), fields.text("requestKey"))
            : null,
        fields.has("sourceClusterId") ? claim(fields) : null,
        fields.has("assumed") && fields.flag("assumed"));
  }

  private static Claim claim(Json.Fields fields) {
    return new Claim(
        fields.clusterId("sourceClusterId"),
        fields.number("watermark"),
        fields.number("targetRevision"),
        fields.phase("phase"),
        fields.flag("inParts"),
        fields.has("sourceRaftTerm")
            ? new Evidence(
                fields.number("sourceRaftTerm"),
                Bytes.utf8(fields.text("lastKey")),
                fields.number("lastKeyRevision"),
                fields.has("driftRevision") ? fields.number("driftRevision") : 0,
                fields.has("rules") ? fields.text("rules") : "")
            : null);
  }
}
