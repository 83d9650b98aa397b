package io.understudy.service.settings;

import io.understudy.core.scope.RuleFile;
import io.understudy.core.scope.RuleFileException;
import io.understudy.core.scope.Rules;
import java.util.Optional;

/** Reads which keys are mirrored: the profile, and a file with rules of one's own. */
final class RulesReader {

  private RulesReader() {}

  static Rules read(ServiceConfig.Scope scope, String namespace, Problems problems) {
    Optional<Rules.Options> options =
        problems.read(
            "release-namespace", Optional.empty(), () -> Optional.of(new Rules.Options(namespace)));
    Rules.Options known = options.orElse(Rules.Options.DEFAULT);
    String profile = scope.profile();
    Rules fallback = Rules.profile("everything", known);
    Rules ofProfile = problems.read("scope.profile", fallback, () -> Rules.profile(profile, known));
    Optional<String> file = scope.rulesFile();
    if (file.isEmpty() || !Rules.profiles().contains(profile)) {
      return ofProfile;
    }
    return problems.read("scope.rules-file", ofProfile, () -> ofFile(file.get(), profile, known));
  }

  private static Rules ofFile(String file, String profile, Rules.Options options) {
    try {
      return RuleFile.parse(TextFile.read(file), file, profile, options);
    } catch (RuleFileException bad) {
      throw new IllegalArgumentException(bad.getMessage(), bad);
    }
  }
}
