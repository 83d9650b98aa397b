package io.understudy.service.access;

/** Lets calls through that may change something, or does not. Safe for several threads. */
public interface CallGuard {

  /**
   * A call of the REST API by a method that is not one of reading.
   *
   * @param path decoded, from the root
   * @param from address of the caller; empty if it is not known
   */
  record Call(String method, String path, Credentials shown, String from) {}

  /**
   * Before anything is done.
   *
   * @throws io.quarkiverse.resteasy.problem.HttpProblem if it is not let through
   */
  void ask(Call call);

  /**
   * After it, also if it was not let through.
   *
   * @param why it comes to nothing; empty otherwise
   */
  default void answered(int status, String why) {}
}
