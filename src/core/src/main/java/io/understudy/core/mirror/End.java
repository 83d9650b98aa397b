package io.understudy.core.mirror;

/** Why a run came to its end. */
public sealed interface End {

  /** Another leads, the lease ran out, or the site was promoted. */
  record Deposed(String why) implements End {}

  /** An operator paused the mirror. */
  record Paused() implements End {}

  /** The process is to stop. */
  record Stopped() implements End {}

  /** The source or the target cannot be used as it is. Nothing was written. */
  record Refused(String why, String remedy) implements End {}

  /** One end failed; a new run may go better. */
  record Failed(String why) implements End {}
}
