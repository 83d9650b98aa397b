package io.understudy.core.readiness;

import java.util.List;

/**
 * What the API servers of one site answered, each asked by itself.
 *
 * @param unlisted why it is not known which servers the site has, so that only the address that was
 *     given for all of them was asked; empty if it is known
 */
public record PerServer<T>(List<Answer<T>> answers, String unlisted) {

  public PerServer {
    answers = List.copyOf(answers);
  }

  /**
   * @param server its host and port
   */
  public record Answer<T>(String server, Fact<T> fact) {}
}
