package io.understudy.core.failover.mirror;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a comparison of both etcds found, as monitor-service tells it.
 *
 * @param watermark source revision that was compared
 * @param targetRevision target revision it was compared with
 * @param keys keys in scope of the source
 * @param read how much of the values was read, in monitor-service's word
 * @param counts differing keys by class, only classes that have some
 * @param first some of the keys that differ, each behind its class
 */
public record CheckAnswer(
    boolean isConsistent,
    long watermark,
    long targetRevision,
    long keys,
    String read,
    Map<String, Long> counts,
    List<String> first) {

  public CheckAnswer {
    counts = java.util.Collections.unmodifiableMap(new TreeMap<>(counts));
    first = List.copyOf(first);
  }

  /**
   * Why it does not prove that the target is the source as of some revision or later; empty if it
   * does.
   *
   * @param least that source revision; empty if any will do
   */
  public Optional<String> against(OptionalLong least) {
    if (!isConsistent) {
      return Optional.of(
          "the standby is not equal to the primary: "
              + countsText()
              + (first.isEmpty() ? "" : "; the first: " + String.join(", ", first))
              + "; GET /check of monitor-service names all of them, POST /api/v1/checks/{id}/repair"
              + " repairs them");
    }
    if (least.isPresent() && watermark < least.getAsLong()) {
      return Optional.of(
          "what was compared is the primary as of revision "
              + watermark
              + ", which is before revision "
              + least.getAsLong()
              + " that has to be reached; see why the mirror does not move on, and run it again");
    }
    return Optional.empty();
  }

  public String countsText() {
    return counts.isEmpty()
        ? "no class of difference was told"
        : counts.entrySet().stream()
            .map(count -> count.getKey() + " " + count.getValue())
            .collect(Collectors.joining(", "));
  }
}
