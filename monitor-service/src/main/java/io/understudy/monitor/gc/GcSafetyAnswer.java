package io.understudy.monitor.gc;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.understudy.core.control.Checkpoint;
import io.understudy.core.gc.GcReport;
import io.understudy.core.gc.GcVerdict;
import io.understudy.core.port.Bytes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code GET /api/v1/gc-safety}. Never a value.
 *
 * @param targetRevision T it was read at
 * @param watermark W at T; null if there is no checkpoint, as on a promoted site
 * @param phase of the mirror at T; null likewise
 * @param starts how often the reading began, more than once after compactions
 * @param placesTaken parked objects that do not count, since something else has their place
 */
@RegisterForReflection(ignoreNested = false)
public record GcSafetyAnswer(
    long targetRevision,
    @Nullable Long watermark,
    @Nullable String phase,
    int starts,
    long placesTaken,
    When now,
    When afterUnpark) {

  /**
   * @param conclusion safe, unsafe or unproven
   * @param counts objects by verdict, all verdicts
   * @param ungrouped objects in none of the groups, since there were too many
   */
  public record When(
      boolean safe,
      String conclusion,
      long objects,
      long withOwners,
      long unsafe,
      Map<String, Long> counts,
      long otherUid,
      List<Group> groups,
      long ungrouped,
      List<Finding> findings) {}

  /**
   * @param namespace empty for cluster-scoped objects
   */
  public record Group(String verdict, String resource, String namespace, long objects) {}

  /**
   * @param key where it belongs, parked or not
   */
  public record Finding(String key, boolean parked, String verdict, List<Owner> owners) {}

  /**
   * @param state what was found of it
   * @param lookedUpAt key that it would have; null if its kind is not known
   * @param foundUid UID of what has that key instead; null if nothing has
   */
  public record Owner(
      String apiVersion,
      String kind,
      String name,
      String uid,
      String state,
      @Nullable String lookedUpAt,
      @Nullable String foundUid) {}

  /**
   * @param limit most findings of each answer
   */
  static GcSafetyAnswer of(GcReport report, int limit) {
    return new GcSafetyAnswer(
        report.revision(),
        report.checkpoint().map(Checkpoint::watermark).orElse(null),
        report.checkpoint().map(GcSafetyAnswer::phase).orElse(null),
        report.starts(),
        report.taken(),
        when(report.now(), limit),
        when(report.afterUnpark(), limit));
  }

  private static String phase(Checkpoint checkpoint) {
    return checkpoint.phase().name().toLowerCase(Locale.ROOT);
  }

  private static When when(GcReport.Answer answer, int limit) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (GcVerdict verdict : GcVerdict.values()) {
      counts.put(verdict.text(), answer.count(verdict));
    }
    return new When(
        answer.isSafe(),
        answer.conclusion().text(),
        answer.objects(),
        answer.withOwners(),
        answer.unsafe(),
        counts,
        answer.otherUid(),
        answer.groups().stream().map(GcSafetyAnswer::group).toList(),
        answer.ungrouped(),
        answer.findings().stream().limit(limit).map(GcSafetyAnswer::finding).toList());
  }

  private static Group group(GcReport.Group group) {
    return new Group(group.verdict().text(), group.resource(), group.namespace(), group.objects());
  }

  private static Finding finding(GcReport.Finding finding) {
    return new Finding(
        finding.key().utf8(),
        finding.parked(),
        finding.verdict().text(),
        finding.owners().stream().map(GcSafetyAnswer::owner).toList());
  }

  private static Owner owner(GcReport.Owner owner) {
    return new Owner(
        owner.reference().apiVersion(),
        owner.reference().kind(),
        owner.reference().name(),
        owner.reference().uid(),
        owner.state().text(),
        owner.lookedUpAt().map(Bytes::utf8).orElse(null),
        owner.foundUid().orElse(null));
  }
}
