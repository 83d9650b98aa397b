package io.understudy.core.scope;

import io.understudy.core.scope.RuleDocumentReader.Author;
import java.util.Optional;

/**
 * Reads an operator's rules file. Its rules come before those of the profile that it extends and
 * after those of every rule set ({@code always/...}), which nothing overrides.
 *
 * <pre>{@code
 * version: 1
 * extends: live-standby        # a profile, or none; left out: the profile configured
 * rules:
 * - name: keep-reports
 *   match: {group: example.com, resource: [reports, drafts], namespace: team-*}
 *   place: leave-out           # mirror, park or leave-out
 *   regardlessOfOwners: false  # true: keep this placement whatever happens to the owners
 *   reason: each site writes its own
 * }</pre>
 *
 * <p>Fields of {@code match}: {@code group}, {@code resource}, {@code namespace}, {@code name},
 * {@code key}, {@code labels} (each takes one text or a list, {@code *} standing for any
 * characters), {@code clusterScoped}, {@code leaseBacked}, {@code unparsable} and {@code
 * outsideRegistry} (true or false). All that are given must match. See {@link Match}.
 */
public final class RuleFile {

  /** What {@code extends} says when no profile's rules are to follow. */
  public static final String NO_PROFILE = "none";

  private RuleFile() {}

  /**
   * @param fileName for messages
   * @throws RuleFileException if it is not a valid rules file, with the line and what is allowed
   */
  public static Rules parse(String text, String fileName, Rules.Options options) {
    return parse(text, fileName, NO_PROFILE, options);
  }

  /**
   * @param profile the profile whose rules follow if the file does not say which: one of {@link
   *     Rules#profiles()} or {@link #NO_PROFILE}
   * @throws RuleFileException if it is not a valid rules file, with the line and what is allowed
   */
  public static Rules parse(String text, String fileName, String profile, Rules.Options options) {
    RuleDocument document = RuleDocumentReader.read(text, fileName, Author.OPERATOR, "");
    String base = document.extended().orElse(profile);
    Optional<String> extended = base.equals(NO_PROFILE) ? Optional.empty() : Optional.of(base);
    return Profiles.complete(
        new RuleDocument(
            extended, document.followOwners(), document.carryLeases(), document.rules()),
        options);
  }
}
