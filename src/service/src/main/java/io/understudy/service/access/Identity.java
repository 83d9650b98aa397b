package io.understudy.service.access;

import java.util.Optional;

/** A caller who is known, and what they may do. */
public interface Identity {

  Caller caller();

  /**
   * Why they lack the right; empty if they have it.
   *
   * @throws io.quarkiverse.resteasy.problem.HttpProblem 503 if that cannot be told now
   */
  Optional<String> refusal(Permission permission);
}
