package io.understudy.core.scope;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.registry.Envelope;
import io.understudy.core.registry.EnvelopeReader;
import io.understudy.core.registry.RegistryKey;
import io.understudy.core.registry.RegistryKeys;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A complete rule set: for every key there is, where it goes and why. The first rule that matches
 * decides; what none matches is mirrored. Owners are not looked at here.
 *
 * <p>Immutable, and safe for use by several threads.
 */
public final class Rules {

  /** The name in the verdict on a key that no rule matches. */
  public static final String DEFAULT_RULE = "default";

  private static final Envelope NOT_READ = new Envelope.Unreadable("not read");

  private static final Verdict DEFAULT =
      new Verdict(
          Placement.MIRROR,
          DEFAULT_RULE,
          "no rule matches, and what no rule matches is mirrored",
          false);

  private final List<Rule> rules;
  private final boolean followOwners;
  private final boolean carryLeases;
  private final RuleIndex index;
  private final String text;
  private final String digest;

  Rules(List<Rule> rules, boolean followOwners, boolean carryLeases) {
    this.rules = List.copyOf(rules);
    this.followOwners = followOwners;
    this.carryLeases = carryLeases;
    this.index = new RuleIndex(this.rules);
    this.text = RulesText.of(followOwners, carryLeases, this.rules);
    this.digest = Bytes.utf8(text).sha256();
  }

  /**
   * What the installation adds to every rule set.
   *
   * @param ownNamespace the release's own namespace, left out whatever the profile
   */
  public record Options(String ownNamespace) {

    private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    /** As the cluster plugin is installed. */
    public static final Options DEFAULT = new Options("cpaas-system");

    public Options {
      if (!DNS_LABEL.matcher(ownNamespace).matches()) {
        throw new IllegalArgumentException(
            "'" + ownNamespace + "' is no namespace; give the one this release is installed in");
      }
    }
  }

  /**
   * The rule set of a profile.
   *
   * @param name one of {@link #profiles()}
   * @throws IllegalArgumentException if there is no such profile; the message names those there are
   */
  public static Rules profile(String name, Options options) {
    return Profiles.complete(Profiles.document(name), options);
  }

  /** The names of the profiles there are. */
  public static List<String> profiles() {
    return Profiles.NAMES;
  }

  /**
   * The rule set that {@link #text()} wrote down, in this or an earlier run.
   *
   * @throws RuleFileException if it is not such a text
   */
  public static Rules restore(String text) {
    RuleDocument document =
        RuleDocumentReader.read(
            text, "the stored scope rules", RuleDocumentReader.Author.PRODUCT, "");
    return new Rules(
        document.rules(),
        document.followOwners().orElse(true),
        document.carryLeases().orElse(false));
  }

  /**
   * What the rules say of a key.
   *
   * @param parsed what {@link RegistryKeys#parse} says of the key
   * @param envelope what {@link EnvelopeReader#read} says of its value; rules that ask for labels
   *     do not match what it cannot read
   * @param lease the lease that the key hangs on, 0 for none
   */
  public Verdict decide(Bytes key, Optional<RegistryKey> parsed, Envelope envelope, long lease) {
    Subject subject = new Subject(key, parsed, envelope, lease);
    for (RuleIndex.Entry entry : index.candidates(subject)) {
      if (entry.match().accepts(subject)) {
        return entry.verdict();
      }
    }
    return DEFAULT;
  }

  /**
   * What the rules say of a key whose value is not at hand.
   *
   * @return empty if that depends on the value
   */
  public Optional<Verdict> decideByKey(Bytes key, Optional<RegistryKey> parsed, long lease) {
    Subject subject = new Subject(key, parsed, NOT_READ, lease);
    for (RuleIndex.Entry entry : index.candidates(subject)) {
      switch (entry.match().acceptsByKey(subject)) {
        case YES -> {
          return Optional.of(entry.verdict());
        }
        case UNKNOWN -> {
          return Optional.empty();
        }
        case NO -> {}
      }
    }
    return Optional.of(DEFAULT);
  }

  /** Parses key and value and decides; an encrypted value is not opened. */
  public Classified classify(KeyValue kv) {
    Optional<RegistryKey> parsed = RegistryKeys.parse(kv.key());
    Envelope envelope = EnvelopeReader.read(kv.value());
    return new Classified(
        kv.key(),
        parsed,
        envelope,
        decide(kv.key(), parsed, envelope, kv.lease()),
        kv.createRevision(),
        Optional.empty());
  }

  /** In the order they are asked. */
  public List<Rule> rules() {
    return rules;
  }

  /** Whether the owners' placements limit that of their dependents. */
  public boolean followOwners() {
    return followOwners;
  }

  /** Whether lease-backed keys are carried, each with a lease of the time that remains. */
  public boolean carryLeases() {
    return carryLeases;
  }

  /**
   * All of it as canonical text (YAML, ASCII), for {@link #restore}. Equal rules have equal texts.
   */
  public String text() {
    return text;
  }

  /** SHA-256 of {@link #text()}, in hex. */
  public String digest() {
    return digest;
  }
}
