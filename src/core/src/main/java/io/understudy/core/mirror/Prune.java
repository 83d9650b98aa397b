package io.understudy.core.mirror;

/** What a difference does with keys in scope that only the target has. */
public enum Prune {
  /** Delete those that the mirror wrote; report the others. */
  MIRRORED,
  /** Delete them all. */
  ALL,
  /** Delete none; report them. */
  NONE
}
