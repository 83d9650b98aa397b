package io.understudy.sync.api;

import io.understudy.service.access.MirrorRight;
import java.util.Optional;

/** What calls of this service need. */
public final class SyncCalls {

  private SyncCalls() {}

  /** Empty for a call that changes something and is not known. */
  public static Optional<MirrorRight> needed(String method, String path) {
    return MirrorRight.OF_SYNC.stream()
        .filter(right -> method.equals("POST") && path.equals(right.path()))
        .findFirst();
  }
}
