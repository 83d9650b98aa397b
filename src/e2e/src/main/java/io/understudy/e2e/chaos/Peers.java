package io.understudy.e2e.chaos;

import io.understudy.testkit.FaultLink;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;

/**
 * How the members of an etcd reach each other: each by one link, over which the others post to it
 * and hear it on streams that they open. Whoever opens a connection tells its id in the head of
 * each request (etcd, {@code rafthttp}: {@code X-Server-From}), without TLS.
 */
final class Peers {

  private static final String FROM = "X-Server-From: ";

  private final List<FaultLink> links;
  private final IntFunction<String> ids;
  private final Map<Integer, String> cutOff = new ConcurrentHashMap<>();

  /**
   * @param links by number of the member that each leads to
   * @param ids asks a member for its id, in decimals
   */
  Peers(List<FaultLink> links, IntFunction<String> ids) {
    this.links = links;
    this.ids = ids;
    links.forEach(link -> link.inspect(this::passes));
  }

  /** By which the others reach this one. */
  FaultLink link(int member) {
    return links.get(member);
  }

  /**
   * From now on it neither hears another member nor is heard, though clients reach it.
   *
   * @throws RuntimeException if it does not answer
   */
  void cutOff(int member) {
    String id = Long.toHexString(Long.parseUnsignedLong(ids.apply(member)));
    cutOff.put(member, FROM + id + "\r\n");
    link(member).cut();
    // Connections that are open have told whose they are before: they have to do so again.
    links.forEach(FaultLink::resetAll);
  }

  void letIn(int member) {
    cutOff.remove(member);
    link(member).heal();
  }

  private boolean passes(boolean toServer, byte[] bytes) {
    if (!toServer || cutOff.isEmpty()) {
      return true;
    }
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    return cutOff.values().stream().noneMatch(text::contains);
  }
}
