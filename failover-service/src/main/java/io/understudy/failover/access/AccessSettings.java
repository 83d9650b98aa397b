package io.understudy.failover.access;

import io.understudy.etcd.TlsFiles;
import io.understudy.service.access.ReviewSettings;
import io.understudy.service.settings.Problems;
import io.understudy.service.settings.TextFile;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * How callers are known and what says what they may do, all of it usable.
 *
 * @param isByDefault whether the mode was not configured
 * @param caFile signs client certificates; set if that is the mode
 * @param rightsFile of client certificates; set if that is the mode
 */
record AccessSettings(
    Mode mode,
    boolean isByDefault,
    ReviewSettings reviews,
    Optional<Path> caFile,
    Optional<Path> rightsFile) {

  /** What callers are known by. */
  enum Mode {
    TOKEN_FILE,
    KUBERNETES,
    MTLS
  }

  /**
   * @param isInCluster whether this process runs in a cluster
   * @throws io.understudy.service.settings.BadSettingsException with a line for each property that
   *     cannot be used
   */
  static AccessSettings read(AccessConfig given, boolean isInCluster) {
    Problems problems = new Problems();
    String mode = given.authorization().strip().toLowerCase(Locale.ROOT);
    AccessSettings settings =
        new AccessSettings(
            problems.read("api.authorization", Mode.TOKEN_FILE, () -> mode(mode, isInCluster)),
            mode.equals("auto"),
            ReviewSettings.read(given, problems),
            problems.read(
                "api.mtls.ca-file",
                Optional.empty(),
                () -> set(given.mtls().caFile()).map(AccessSettings::ca)),
            problems.read(
                "api.mtls.rights-file",
                Optional.empty(),
                () -> set(given.mtls().rightsFile()).map(AccessSettings::rights)));
    if (settings.mode() == Mode.MTLS) {
      require("api.mtls.ca-file", given.mtls().caFile(), "the CA of client certificates", problems);
      require("api.mtls.rights-file", given.mtls().rightsFile(), "what they may do", problems);
    }
    problems.throwIfAny();
    return settings;
  }

  private static Mode mode(String text, boolean isInCluster) {
    return switch (text) {
      case "auto" -> isInCluster ? Mode.KUBERNETES : Mode.TOKEN_FILE;
      case "token-file" -> Mode.TOKEN_FILE;
      case "kubernetes" -> Mode.KUBERNETES;
      case "mtls" -> Mode.MTLS;
      default ->
          throw new IllegalArgumentException(
              "'"
                  + text
                  + "' is unknown; allowed: auto (kubernetes in a cluster, else token-file),"
                  + " token-file, kubernetes, mtls");
    };
  }

  private static void require(
      String property, Optional<String> given, String what, Problems problems) {
    if (set(given).isEmpty()) {
      problems.add(property, "missing; api.authorization=mtls needs the file with " + what);
    }
  }

  private static Path ca(String file) {
    Path path = Path.of(file);
    // Read only to refuse one that cannot be used.
    TlsFiles.certificates(path);
    return path;
  }

  private static Path rights(String file) {
    CertificateRights rights = CertificateRights.parse(TextFile.read(file), file);
    if (rights.byName().isEmpty()) {
      throw new IllegalArgumentException(file + " names nobody; nobody could call anything");
    }
    return Path.of(file);
  }

  private static Optional<String> set(Optional<String> text) {
    return text.map(String::strip).filter(value -> !value.isEmpty());
  }
}
