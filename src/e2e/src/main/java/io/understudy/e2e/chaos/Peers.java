package io.understudy.e2e.chaos;

import io.understudy.testkit.FaultLink;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How the members of an etcd reach each other: each by one link, over which the others post to it
 * and hear it on streams that they open. Whoever does so tells where it is reached itself in the
 * head of each request (etcd, {@code rafthttp}: {@code X-PeerURLs}), without TLS.
 */
final class Peers {

  /** As Go writes it. */
  private static final String FROM = "X-Peerurls: ";

  private final List<FaultLink> links;
  private final Map<Integer, String> cutOff = new ConcurrentHashMap<>();

  /**
   * @param links by number of the member that each leads to
   */
  Peers(List<FaultLink> links) {
    this.links = links;
    links.forEach(link -> link.inspect(this::passes));
  }

  /** By which the others reach this one. */
  FaultLink link(int member) {
    return links.get(member);
  }

  /**
   * From now on no message of raft passes between it and the other members, though clients reach
   * it. All members' connections to each other end: they have told before whose they are.
   */
  void cutOff(int member) {
    cutOff.put(member, FROM + link(member).endpoint() + "\r\n");
    link(member).cut();
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
