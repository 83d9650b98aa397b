package io.understudy.sync.status;

import com.fasterxml.jackson.annotation.JsonValue;
import io.understudy.core.control.Checkpoint;
import java.util.Locale;

/** What a replica is doing. */
public enum Phase {
  /** Nothing yet, or reading what a resumed tail needs. */
  STARTING,
  /** Another replica leads. */
  FOLLOWING,
  /** Bringing in everything for the first time. */
  COPY,
  /** Comparing everything, because history was lost or an operator asked. */
  RESYNC,
  /** Following the source revision by revision. */
  TAIL,
  /** An operator stopped the mirror. */
  PAUSED,
  /** Source or target cannot be used as they are; an operator has to decide. */
  REFUSED,
  /** This site is the primary now: nothing is mirrored into it. */
  PROMOTED,
  /** One end failed; the mirror tries again by itself. */
  FAILED;

  public static Phase of(Checkpoint.Phase phase) {
    return switch (phase) {
      case COPY -> COPY;
      case RESYNC -> RESYNC;
      case TAIL -> TAIL;
    };
  }

  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
