package io.understudy.failover.kube;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The pods that a restart replaces, noted before the first is deleted: whatever happens then, no
 * other is.
 *
 * @param uids by name
 * @param ready how many ready ones there have to be afterwards
 */
record PodsBefore(Map<String, String> uids, int ready) {

  private static final String READY = "ready=";

  PodsBefore {
    uids = java.util.Collections.unmodifiableMap(new TreeMap<>(uids));
  }

  /** As many as are ready, or all if none is. Those on their way out do not count. */
  static PodsBefore of(List<PodSeen> pods) {
    Map<String, String> uids = new TreeMap<>();
    pods.stream().filter(pod -> !pod.isGoing()).forEach(pod -> uids.put(pod.name(), pod.uid()));
    int ready = (int) pods.stream().filter(PodSeen::isReady).count();
    return new PodsBefore(uids, ready == 0 ? uids.size() : ready);
  }

  /** One line, for the journal. */
  String text() {
    return READY
        + ready
        + uids.entrySet().stream()
            .map(pod -> " " + pod.getKey() + "/" + pod.getValue())
            .collect(Collectors.joining());
  }

  /** Of {@link #text}. */
  static PodsBefore parse(String text) {
    String[] parts = text.split(" ");
    Map<String, String> uids = new TreeMap<>();
    Arrays.stream(parts)
        .skip(1)
        .map(part -> part.split("/"))
        .forEach(pod -> uids.put(pod[0], pod[1]));
    return new PodsBefore(uids, Integer.parseInt(parts[0].substring(READY.length())));
  }

  /**
   * @return what the restart still waits for; empty if it is over
   */
  Optional<String> missing(List<PodSeen> now) {
    List<String> old = now.stream().filter(pod -> isOld(pod)).map(PodSeen::name).sorted().toList();
    if (!old.isEmpty()) {
      return Optional.of("still there: " + String.join(", ", old));
    }
    long readyNow = now.stream().filter(PodSeen::isReady).count();
    return readyNow >= ready
        ? Optional.empty()
        : Optional.of(readyNow + " of " + ready + " new pods are ready");
  }

  private boolean isOld(PodSeen pod) {
    return uids.containsValue(pod.uid());
  }
}
