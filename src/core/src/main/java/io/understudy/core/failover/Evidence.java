package io.understudy.core.failover;

import java.util.List;
import java.util.Map;

/**
 * What a step has done and by what that was read back. Never holds a secret or an object's value.
 *
 * @param summary a sentence
 * @param lines what was read, from the real component
 * @param outputs facts by name for later steps, for example {@code freeze-revision}
 */
public record Evidence(String summary, List<String> lines, Map<String, String> outputs) {

  public Evidence {
    lines = List.copyOf(lines);
    outputs = Map.copyOf(outputs);
  }

  public static Evidence of(String summary, String... lines) {
    return new Evidence(summary, List.of(lines), Map.of());
  }
}
