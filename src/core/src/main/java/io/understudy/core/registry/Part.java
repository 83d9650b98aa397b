package io.understudy.core.registry;

/** A part of a stored object that a comparison may leave out. */
public enum Part {
  /**
   * What controllers report and servers count: {@code status}, {@code metadata.managedFields},
   * {@code metadata.generation}, {@code metadata.resourceVersion}.
   */
  STATUS,
  /** Entry {@code ca.crt} of {@code data}. */
  CA_CERTIFICATE
}
