package io.understudy.core.failover.freeze;

/** What an API server made of a write that the freeze should refuse. */
public enum FreezeAnswer {
  /** This version of the policy refused it. */
  REFUSED,
  /** An earlier freeze of the link did: this one is not in force there yet. */
  REFUSED_BY_EARLIER,
  /** It would have been written. */
  PASSED,
  /** Something else refused it, which says nothing of the freeze. */
  UNTOLD;

  /**
   * Reads the message that a refusal has. Kubernetes names the policy in it, as {@code
   * ValidatingAdmissionPolicy 'name' with binding 'name' denied request: message}.
   */
  public static FreezeAnswer ofRefusal(FreezePolicy policy, String message) {
    if (!message.contains("ValidatingAdmissionPolicy '" + policy.name() + "'")) {
      return UNTOLD;
    }
    return message.contains("[" + policy.mark() + "]") ? REFUSED : REFUSED_BY_EARLIER;
  }
}
