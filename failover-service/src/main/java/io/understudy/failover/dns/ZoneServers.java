package io.understudy.failover.dns;

import io.understudy.failover.step.StepContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;

/** Servers that are asked for the same name, each by itself. */
final class ZoneServers {

  /** How long after all answers of a round the next one begins. */
  private static final Duration EVERY = Duration.ofMillis(500);

  private final List<ServerAddress> servers;
  private final BiFunction<ServerAddress, String, Lookup> ask;

  private ZoneServers(List<ServerAddress> servers, BiFunction<ServerAddress, String, Lookup> ask) {
    this.servers = List.copyOf(servers);
    this.ask = ask;
  }

  static ZoneServers authoritative(List<ServerAddress> servers, DnsMessages messages) {
    return new ZoneServers(servers, new DnsLookups(messages)::authoritative);
  }

  static ZoneServers resolvers(List<ServerAddress> servers, DnsMessages messages) {
    return new ZoneServers(servers, new DnsLookups(messages)::recursive);
  }

  /** One server's answer. */
  record Answer(ServerAddress server, Lookup lookup) {

    String text() {
      return server.text() + " answers " + lookup.text();
    }
  }

  /** For messages. */
  String text() {
    return String.join(", ", servers.stream().map(ServerAddress::text).toList());
  }

  boolean isEmpty() {
    return servers.isEmpty();
  }

  List<Answer> ask(String name) {
    List<Answer> answers = new ArrayList<>();
    for (ServerAddress server : servers) {
      answers.add(new Answer(server, ask.apply(server, name)));
    }
    return answers;
  }

  /**
   * Waits until every one of them answers with exactly these addresses.
   *
   * @param what is waited for
   * @return what each answered
   * @throws io.understudy.failover.step.StepFailedException if time is up; says who answers what
   */
  List<String> await(StepContext context, String what, String name, HostRecords wanted)
      throws InterruptedException {
    AtomicReference<String> others = new AtomicReference<>("");
    return LastSeen.await(
        context,
        what,
        EVERY,
        others::get,
        () -> {
          List<Answer> answers = ask(name);
          List<String> stale =
              answers.stream()
                  .filter(answer -> !answer.lookup().leadsWhere(wanted))
                  .map(Answer::text)
                  .toList();
          others.set(String.join("; ", stale));
          return stale.isEmpty()
              ? Optional.of(answers.stream().map(Answer::text).toList())
              : Optional.empty();
        });
  }
}
