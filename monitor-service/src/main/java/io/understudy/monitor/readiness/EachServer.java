package io.understudy.monitor.readiness;

import io.understudy.core.readiness.Fact;
import io.understudy.core.readiness.PerServer;
import io.understudy.monitor.readiness.Asking.Asked;
import io.understudy.service.kubernetes.ApiServers;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The API servers of one site in one evaluation: listed once, each asked by itself, side by side.
 */
final class EachServer {

  private final Asking asking;
  private final Function<ApiServers.Server, ApiServer> opener;
  private final Asked<ApiServers.Listed> listed;

  EachServer(Asking asking, ApiServers servers, Function<ApiServers.Server, ApiServer> opener) {
    this.asking = asking;
    this.opener = opener;
    this.listed = asking.ask(servers::list);
  }

  /** Questions that have been sent. */
  private record Sent<T>(List<One<T>> each, String unlisted) {}

  private record One<T>(String server, Asked<T> asked) {}

  <T> Supplier<Fact<PerServer<T>>> ask(Function<ApiServer, T> question) {
    Asked<Sent<T>> begun =
        asking.askFact(() -> listed.answer().map(servers -> send(servers, question)));
    return () -> begun.answer().map(EachServer::answers);
  }

  private <T> Sent<T> send(ApiServers.Listed servers, Function<ApiServer, T> question) {
    List<One<T>> each =
        servers.servers().stream()
            .map(
                server ->
                    new One<>(
                        server.address(), asking.ask(() -> question.apply(opener.apply(server)))))
            .toList();
    return new Sent<>(each, servers.unlisted());
  }

  private static <T> PerServer<T> answers(Sent<T> sent) {
    return new PerServer<>(
        sent.each().stream()
            .map(one -> new PerServer.Answer<>(one.server(), one.asked().answer()))
            .toList(),
        sent.unlisted());
  }
}
