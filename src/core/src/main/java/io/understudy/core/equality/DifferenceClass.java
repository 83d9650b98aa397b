package io.understudy.core.equality;

import java.util.Locale;

/**
 * How two stored values of one key differ. Only {@link #CONTENT} makes the target inconsistent: a
 * standby that runs reports its own status, encrypts with its own keys, and signs with its own CA.
 */
public enum DifferenceClass {
  /** Byte for byte equal. */
  EQUAL,
  /** The same plaintext, encrypted at rest in two ways. */
  ENCRYPTION_ONLY,
  /**
   * {@code status}, {@code metadata.managedFields}, {@code metadata.generation} or {@code
   * metadata.resourceVersion} alone.
   */
  STATUS_ONLY,
  /** The cluster's own CA in a service account token's Secret. */
  STANDBY_OWNED,
  /** Anything else: spec, data, labels, annotations, owners, finalizers, a damaged value. */
  CONTENT;

  public boolean isInconsistent() {
    return this == CONTENT;
  }

  /** As in status, metrics and documentation: {@code status-only}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
