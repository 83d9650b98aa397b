package io.understudy.core.readiness;

import java.util.ArrayList;
import java.util.List;

/** Reads the answers of API servers, for the checks that judge each of them. */
final class ServerAnswers {

  static final String ACCESS =
      "Give access to every API server of both sites (understudy.standby.*, understudy.primary.*).";

  private static final String LIST =
      "Name a site's API servers (understudy.primary.api-servers, understudy.standby.api-servers).";

  private ServerAnswers() {}

  /**
   * @param server the site and the server's address
   */
  record Given<T>(String server, T answer) {}

  /**
   * What was answered.
   *
   * @param draft is told of those that did not answer, and of what was not asked
   * @param site {@code primary} or {@code standby}
   */
  static <T> List<Given<T>> known(Draft draft, String site, Fact<PerServer<T>> fact) {
    List<Given<T>> given = new ArrayList<>();
    switch (fact) {
      case Fact.Unknown<PerServer<T>>(String why) -> draft.unknown(site + ": " + why, ACCESS);
      case Fact.Known<PerServer<T>>(PerServer<T> all) -> {
        if (!all.unlisted().isEmpty()) {
          draft.unknown(
              "which API servers the " + site + " has is not known: " + all.unlisted(), LIST);
        }
        for (PerServer.Answer<T> one : all.answers()) {
          String server = site + " " + one.server();
          switch (one.fact()) {
            case Fact.Unknown<T>(String why) -> draft.unknown(server + ": " + why, ACCESS);
            case Fact.Known<T>(T answer) -> given.add(new Given<>(server, answer));
          }
        }
      }
    }
    return given;
  }
}
