package io.understudy.service.access;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What somebody may be allowed at sync-service and at monitor-service, each for itself. In a
 * cluster they are virtual verbs of the resource {@value #RESOURCE}.
 */
public enum MirrorRight implements Permission {
  PAUSE,
  RESUME,
  RESYNC,
  /** By way of either service: monitor-service has sync-service do it. */
  REPAIR,
  PROMOTE,
  DEMOTE,
  UNPARK,
  CHECK;

  /** Of RBAC. */
  public static final String RESOURCE = "mirrors";

  /** All of them, in settings. */
  private static final String ALL = "*";

  /** Those of sync-service: the others are asked for by monitor-service. */
  public static final Set<MirrorRight> OF_SYNC = EnumSet.complementOf(EnumSet.of(CHECK));

  @Override
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The call of sync-service, a POST, that needs it; for those of {@link #OF_SYNC}. */
  public String path() {
    return "/api/v1/" + text();
  }

  /**
   * @param text names separated by commas, or {@code *} for all
   * @throws IllegalArgumentException if it names one that is unknown, or none
   */
  public static Set<MirrorRight> list(String text) {
    if (text.strip().equals(ALL)) {
      return EnumSet.allOf(MirrorRight.class);
    }
    return Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .map(name -> of(name).orElseThrow(() -> unknown(name)))
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(MirrorRight.class)));
  }

  private static Optional<MirrorRight> of(String name) {
    return Arrays.stream(values()).filter(right -> right.text().equals(name)).findFirst();
  }

  private static IllegalArgumentException unknown(String name) {
    return new IllegalArgumentException(
        "'"
            + name
            + "' is no right; write some of "
            + Arrays.stream(values()).map(MirrorRight::text).collect(Collectors.joining(", "))
            + ", separated by commas, or * for all");
  }
}
