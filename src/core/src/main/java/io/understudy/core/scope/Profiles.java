package io.understudy.core.scope;

import io.understudy.core.scope.RuleDocumentReader.Author;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rule sets that ship with the product, and how one document's rules follow another's. */
final class Profiles {

  static final List<String> NAMES = List.of("acp-global", "live-standby", "everything");

  /** Rules put before all others, whatever the profile or the rules file says. */
  private static final String ALWAYS = "always";

  /** Stands in {@code always.yaml} for the release's own namespace. */
  private static final String OWN_NAMESPACE = "${own-namespace}";

  private Profiles() {}

  /**
   * @throws IllegalArgumentException if there is no such profile
   */
  static RuleDocument document(String name) {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException(
          "unknown scope profile '" + name + "'; allowed: " + String.join(", ", NAMES));
    }
    return read(name, resource(name));
  }

  /** Puts the rules of every rule set before those of the document, and what it extends after. */
  static Rules complete(RuleDocument document, Rules.Options options) {
    RuleDocument whole = extended(document);
    String always = resource(ALWAYS).replace(OWN_NAMESPACE, options.ownNamespace());
    List<Rule> rules = new ArrayList<>(read(ALWAYS, always).rules());
    rules.addAll(whole.rules());
    return new Rules(rules, whole.followOwners().orElse(true), whole.carryLeases().orElse(false));
  }

  private static RuleDocument extended(RuleDocument document) {
    if (document.extended().isEmpty()) {
      return document;
    }
    RuleDocument base = extended(document(document.extended().get()));
    List<Rule> rules = new ArrayList<>(document.rules());
    rules.addAll(base.rules());
    return new RuleDocument(
        Optional.empty(),
        document.followOwners().or(base::followOwners),
        document.carryLeases().or(base::carryLeases),
        rules);
  }

  private static RuleDocument read(String name, String text) {
    return RuleDocumentReader.read(text, name + ".yaml", Author.PRODUCT, name + "/");
  }

  private static String resource(String name) {
    String path = "/io/understudy/core/scope/" + name + ".yaml";
    try (InputStream in = Profiles.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException(path + " is missing from this build; rebuild it");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path + " of this build", e);
    }
  }
}
