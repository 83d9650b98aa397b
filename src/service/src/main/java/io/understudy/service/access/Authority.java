package io.understudy.service.access;

/** Knows callers. Safe for several threads. */
public interface Authority {

  /**
   * @throws io.quarkiverse.resteasy.problem.HttpProblem 401 if they are not known, 403 if nobody
   *     can be as things are configured, 503 if it cannot be told now; says what to do
   */
  Identity identify(Credentials shown);
}
