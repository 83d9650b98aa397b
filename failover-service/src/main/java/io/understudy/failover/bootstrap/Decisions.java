package io.understudy.failover.bootstrap;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.understudy.failover.bootstrap.BootstrapException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What to do about what is seen; nothing here calls anybody. */
final class Decisions {

  private Decisions() {}

  /** What becomes of an object. */
  sealed interface Decision {}

  /** It is as it should be. */
  record Keep() implements Decision {}

  /**
   * It is made, or made anew.
   *
   * @param why for the log
   */
  record Make(String why) implements Decision {}

  /** It is somebody else's. */
  record Foreign() implements Decision {}

  /**
   * @param seen what there is under its name
   * @param fault why that does not do; empty if it does
   * @param adopt whether one of somebody else becomes ours
   */
  static Decision of(Optional<? extends HasMetadata> seen, Optional<String> fault, boolean adopt) {
    if (seen.isEmpty()) {
      return new Make("there is none");
    }
    if (!Marks.isOurs(seen.get())) {
      return adopt ? new Make("it is adopted, as bootstrap.adopt says") : new Foreign();
    }
    return fault.<Decision>map(Make::new).orElseGet(Keep::new);
  }

  /**
   * @throws BootstrapException if there is one and it is somebody else's
   */
  static void requireOurs(Optional<? extends HasMetadata> seen, boolean adopt) {
    if (of(seen, Optional.empty(), adopt) instanceof Foreign) {
      HasMetadata object = seen.orElseThrow();
      throw new BootstrapException(
          Kind.FOREIGN,
          ("%s %s/%s is there and was not made by the bootstrap; it is left as it is and nothing"
                  + " else is made. Keep it and switch the bootstrap off"
                  + " (bootstrap.enabled=false), or delete it, or let the bootstrap take it over"
                  + " (bootstrap.adopt=true)")
              .formatted(
                  object.getKind(),
                  object.getMetadata().getNamespace(),
                  object.getMetadata().getName()));
    }
  }

  /**
   * Whether what is here does for now, although the primary could not be asked. An address that
   * does not answer, or a token that has worked and ran out, must not keep a release from being
   * upgraded. All else somebody has to look at.
   *
   * @param fault of the certificate that is here; empty if it does, although it may be due
   * @param lastToken mark of the token that worked last
   */
  static boolean isTolerable(
      BootstrapException trouble,
      Optional<String> fault,
      Optional<String> lastToken,
      String token) {
    if (fault.isPresent()) {
      return false;
    }
    return trouble.kind() == Kind.UNREACHABLE
        || (trouble.kind() == Kind.UNAUTHENTICATED && lastToken.equals(Optional.of(token)));
  }

  /**
   * Until when the certificate that is here does without a primary that could renew it: as long as
   * it is not due, and after that as long as it is valid for more than the margin.
   */
  static Instant doesUntil(Instant due, Instant end, Duration margin) {
    Instant last = end.minus(margin);
    return last.isAfter(due) ? last : due;
  }
}
