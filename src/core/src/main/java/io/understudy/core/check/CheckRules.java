package io.understudy.core.check;

import io.understudy.core.port.Bytes;
import io.understudy.core.scope.KeyRules;
import io.understudy.core.scope.RuleFileException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What a difference means: as its kind has it, unless a rule of the operator's says otherwise. */
public final class CheckRules {

  /** What a difference leads to. */
  public enum Consequence {
    /** The sides are not consistent. */
    FAIL,
    /** It is listed and counted, and the sides may be consistent all the same. */
    LIST,
    /** It is only counted. */
    IGNORE
  }

  public static final CheckRules NONE = new CheckRules(KeyRules.NONE, Set.of(), Set.of());

  private static final Set<String> KINDS =
      Arrays.stream(DifferenceKind.values())
          .map(DifferenceKind::text)
          .collect(Collectors.toUnmodifiableSet());
  private static final Set<String> VERDICTS =
      Arrays.stream(Consequence.values())
          .map(verdict -> verdict.name().toLowerCase(Locale.ROOT))
          .collect(Collectors.toUnmodifiableSet());

  private final KeyRules rules;
  private final Set<Bytes> ignored;
  private final Set<Bytes> compared;

  private CheckRules(KeyRules rules, Set<Bytes> ignored, Set<Bytes> compared) {
    this.rules = rules;
    this.ignored = Set.copyOf(ignored);
    this.compared = Set.copyOf(compared);
  }

  /**
   * @param fileName for messages
   * @throws RuleFileException with file and line if it is no such file
   */
  public static CheckRules parse(String text, String fileName) {
    return new CheckRules(KeyRules.parse(text, fileName, KINDS, VERDICTS), Set.of(), Set.of());
  }

  /**
   * The same, but for single keys.
   *
   * @param ignored whatever their difference is
   * @param compared as usual, whatever the rules or {@code ignored} say
   */
  public CheckRules withKeys(Set<Bytes> ignored, Set<Bytes> compared) {
    return ignored.isEmpty() && compared.isEmpty()
        ? this
        : new CheckRules(rules, ignored, compared);
  }

  Consequence of(Bytes key, DifferenceKind kind) {
    Consequence usual = kind.isInconsistent() ? Consequence.FAIL : Consequence.LIST;
    if (compared.contains(key)) {
      return usual;
    }
    if (ignored.contains(key)) {
      return Consequence.IGNORE;
    }
    return rules
        .decide(key, kind.text())
        .map(verdict -> Consequence.valueOf(verdict.toUpperCase(Locale.ROOT)))
        .orElse(usual);
  }
}
