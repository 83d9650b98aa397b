package io.understudy.service.access;

import io.understudy.service.settings.Problems;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * How callers of sync-service and of monitor-service are known, all of it usable.
 *
 * @param isByCluster whether the cluster is asked; otherwise the token file is all there is
 * @param audience that tokens must have been made for
 * @param tokenRights what the token of the file gives a right to
 */
public record GuardSettings(
    boolean isByCluster, ReviewSettings reviews, String audience, Set<MirrorRight> tokenRights) {

  public GuardSettings {
    tokenRights = Set.copyOf(tokenRights);
  }

  /**
   * @param isInCluster whether this process runs in a cluster
   * @throws io.understudy.service.settings.BadSettingsException with a line for each property that
   *     cannot be used
   */
  public static GuardSettings read(GuardConfig given, boolean isInCluster) {
    Problems problems = new Problems();
    GuardSettings settings =
        new GuardSettings(
            problems.read(
                "api.authorization", true, () -> isByCluster(given.authorization(), isInCluster)),
            ReviewSettings.read(given, problems),
            problems.read("api.audience", "", () -> audience(given.audience().strip())),
            problems.read(
                "api.token-rights", Set.of(), () -> MirrorRight.list(given.tokenRights())));
    problems.throwIfAny();
    return settings;
  }

  /** For the log. */
  public String by(Optional<Path> tokenFile) {
    String file = tokenFile.isPresent() ? "token-file" : "nothing";
    return isByCluster
        ? "kubernetes audience=" + audience + (tokenFile.isPresent() ? " alsoBy=token-file" : "")
        : file;
  }

  private static boolean isByCluster(String text, boolean isInCluster) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "auto" -> isInCluster;
      case "token-file" -> false;
      case "kubernetes" -> true;
      default ->
          throw new IllegalArgumentException(
              "'"
                  + text
                  + "' is unknown; allowed: auto (kubernetes in a cluster, else token-file),"
                  + " token-file, kubernetes");
    };
  }

  private static String audience(String text) {
    if (text.isEmpty() || text.chars().anyMatch(Character::isWhitespace)) {
      throw new IllegalArgumentException(
          "'" + text + "' is no audience; write the one that tokens are made for");
    }
    return text;
  }
}
