package io.understudy.sync.explain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happens to one key of the source, and why; the body of {@code GET /api/v1/explain}. Never a
 * value.
 *
 * @param placement mirror, park or leave-out, with the owners considered
 * @param why what decided
 * @param rule the first rule that matches the key by itself
 * @param owners all owners, the owners' owners too, nearest first
 * @param source the key as it is there
 * @param target where the object is
 */
public record Explanation(
    String key,
    String placement,
    String why,
    RuleVerdict rule,
    List<Owner> owners,
    Found source,
    Target target) {

  /**
   * @param placement what the rule says
   * @param regardlessOfOwners the rule keeps that whatever happens to the owners
   */
  public record RuleVerdict(
      String name, String placement, String reason, boolean regardlessOfOwners) {}

  /**
   * @param of the key that refers to it
   * @param key where the source holds it, null if it was not found there
   * @param placement its own, null if it was not found
   * @param rule that matches it, null if it was not found
   */
  public record Owner(
      String of,
      String kind,
      String name,
      String uid,
      @Nullable String key,
      @Nullable String placement,
      @Nullable String rule) {}

  /**
   * @param kind of the object; null if its value cannot be read without its type or key
   * @param encrypted whether the value is encrypted at rest
   */
  public record Found(
      @Nullable String kind,
      @Nullable String uid,
      boolean encrypted,
      long createRevision,
      long modRevision) {}

  /**
   * @param where visible, parked, both, or absent
   * @param equal whether it holds the same bytes as the source now; null if it is absent
   * @param modRevision target revision of its last put; null if it is absent
   */
  public record Target(String where, @Nullable Boolean equal, @Nullable Long modRevision) {}
}
