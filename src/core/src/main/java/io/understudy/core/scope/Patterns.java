package io.understudy.core.scope;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The texts that one field of a rule accepts: as they are, or with {@code *} for any characters.
 */
public final class Patterns {

  /** A field that was not given: accepts everything. */
  public static final Patterns ANY = new Patterns(List.of());

  private final List<String> texts;
  private final Set<String> literals;
  private final List<Glob> globs;

  private Patterns(List<String> texts) {
    this.texts = List.copyOf(texts);
    this.literals =
        texts.stream().filter(t -> !Glob.isOne(t)).collect(Collectors.toUnmodifiableSet());
    this.globs = texts.stream().filter(Glob::isOne).map(Glob::new).toList();
  }

  /**
   * @param texts at least one
   */
  public static Patterns of(List<String> texts) {
    if (texts.isEmpty()) {
      throw new IllegalArgumentException("a field of a rule needs at least one text");
    }
    return new Patterns(texts);
  }

  public boolean isAny() {
    return texts.isEmpty();
  }

  public boolean accepts(String text) {
    return isAny() || literals.contains(text) || globAccepts(text);
  }

  /** As given, in that order; empty for {@link #ANY}. */
  public List<String> texts() {
    return texts;
  }

  /** Those without a star. */
  Set<String> literals() {
    return literals;
  }

  boolean mayAcceptMoreThanLiterals() {
    return isAny() || !globs.isEmpty();
  }

  private boolean globAccepts(String text) {
    for (Glob glob : globs) {
      if (glob.matches(text)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Patterns that && texts.equals(that.texts);
  }

  @Override
  public int hashCode() {
    return texts.hashCode();
  }

  @Override
  public String toString() {
    return isAny() ? "any" : texts.toString();
  }
}
