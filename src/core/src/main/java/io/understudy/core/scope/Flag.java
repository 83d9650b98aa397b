package io.understudy.core.scope;

/** What a rule asks of a property that a key has or has not. */
public enum Flag {
  ANY,
  TRUE,
  FALSE;

  public static Flag of(boolean value) {
    return value ? TRUE : FALSE;
  }

  boolean accepts(boolean value) {
    return this == ANY || this == of(value);
  }
}
