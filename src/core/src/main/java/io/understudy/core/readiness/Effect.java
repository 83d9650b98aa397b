package io.understudy.core.readiness;

/** What a precheck's result means for a verb. */
public enum Effect {
  /** Nothing stands in the way. */
  CLEAR,
  /** It can be done, and this is what may go wrong, or is not known. */
  WARN,
  /** It must not be begun. */
  BLOCK
}
