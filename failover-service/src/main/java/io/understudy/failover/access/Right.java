package io.understudy.failover.access;

import io.understudy.core.failover.Command;
import io.understudy.core.failover.Verb;
import io.understudy.service.access.Permission;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What somebody may be allowed, each for itself. In a cluster they are virtual verbs of RBAC. */
public enum Right implements Permission {
  PLAN,
  DRILL,
  SWITCHOVER,
  FAILOVER,
  APPROVE;

  /** Of RBAC. */
  static final String RESOURCE = "operations";

  @Override
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Empty if there is no such right. */
  public static Optional<Right> of(String text) {
    return Arrays.stream(values()).filter(right -> right.text().equals(text)).findFirst();
  }

  /** All of them, for messages. */
  public static String known() {
    return Arrays.stream(values()).map(Right::text).collect(Collectors.joining(", "));
  }

  /** What beginning an operation needs. Whatever is planned with a living primary is one right. */
  public static Right toBegin(Verb verb) {
    return switch (verb) {
      case DRILL -> DRILL;
      case SETTLE, SWITCHOVER, REPROTECT, FAILBACK -> SWITCHOVER;
      case FAILOVER -> FAILOVER;
    };
  }

  /**
   * What a word to an operation needs: as much as beginning it, as a word decides as much about the
   * sites; an approval is a right of its own, so that two people can be asked.
   *
   * @param verb of the operation
   */
  public static Right toSay(Command command, Verb verb) {
    return switch (command) {
      case PAUSE, RESUME, RETRY, IGNORE, CANCEL -> toBegin(verb);
      case APPROVE -> APPROVE;
    };
  }
}
