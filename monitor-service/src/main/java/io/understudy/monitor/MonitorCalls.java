package io.understudy.monitor;

import io.understudy.service.access.MirrorRight;
import java.util.Optional;
import java.util.regex.Pattern;

/** What calls of this service need. */
final class MonitorCalls {

  private static final String CHECKS = "/api/v1/checks";
  private static final Pattern REPAIR = Pattern.compile(CHECKS + "/[^/]+/repair");

  private MonitorCalls() {}

  /** Empty for a call that changes something and is not known. */
  static Optional<MirrorRight> needed(String method, String path) {
    if (!method.equals("POST")) {
      return Optional.empty();
    }
    if (path.equals(CHECKS)) {
      return Optional.of(MirrorRight.CHECK);
    }
    return REPAIR.matcher(path).matches() ? Optional.of(MirrorRight.REPAIR) : Optional.empty();
  }
}
