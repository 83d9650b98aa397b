package io.understudy.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.testkit.FaultLink;
import io.understudy.testkit.IndependentClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Kills a process that carries out a run, from between it and its etcd. Once for each entry of the
 * journal: when that is on record, before the process learns it. And once for each step: when it
 * has done its work, before that is on record. What a process does after such a moment never gets
 * through, so it does not matter how fast it is.
 *
 * <p>An entry is known by what it says. A process that goes on repeats some of what the last one
 * did; only what is new counts.
 */
final class JournalKills implements FaultLink.Inspector {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern STEP_DONE =
      Pattern.compile("\"event\":\"step-done\",\"step\":\"([-a-z0-9]+)\"");

  /** What a run ends with. */
  static final String END = "entry: ended succeeded";

  private final IndependentClient etcd;
  private final ControlKeys keys;
  private final Set<String> reasons = new LinkedHashSet<>();
  private final List<String> entries = new ArrayList<>();
  private Optional<ServiceProcess> victim = Optional.empty();
  private Optional<String> run = Optional.empty();

  /**
   * @param etcd where the journal is, not through the link
   */
  JournalKills(IndependentClient etcd, ControlKeys keys) {
    this.etcd = etcd;
    this.keys = keys;
  }

  /** From now on this process is the one to be killed. */
  synchronized void of(ServiceProcess next) {
    victim = Optional.of(next);
  }

  /** From now on nobody is killed. */
  synchronized void end() {
    victim = Optional.empty();
  }

  /** Why processes were killed, in order. */
  synchronized List<String> reasons() {
    return List.copyOf(reasons);
  }

  /** What the journal's entries say, as far as they were looked at. */
  synchronized List<String> entries() {
    return List.copyOf(entries);
  }

  synchronized boolean hasKilledFor(String reason) {
    return reasons.contains(reason);
  }

  /** The run whose journal it is. */
  synchronized String run() {
    return run.orElseThrow();
  }

  @Override
  public synchronized boolean passes(boolean toServer, byte[] bytes) {
    if (victim.isEmpty()) {
      return true;
    }
    if (!victim.get().isRunning()) {
      return false;
    }
    Optional<String> reason = toServer ? aboutToBeDone(bytes) : added();
    reason.filter(reasons::add).ifPresent(why -> victim.get().kill());
    return victim.get().isRunning();
  }

  private static Optional<String> aboutToBeDone(byte[] request) {
    Matcher done = STEP_DONE.matcher(new String(request, StandardCharsets.ISO_8859_1));
    return done.find() ? Optional.of("done, not on record: " + done.group(1)) : Optional.empty();
  }

  /** The newest entry, if it was not there when looked at last. */
  private Optional<String> added() {
    run = run.or(this::current);
    if (run.isEmpty()) {
      return Optional.empty();
    }
    int before = entries.size();
    Optional<KeyValue> next = entry(before);
    while (next.isPresent()) {
      entries.add(text(json(next.get().value())));
      next = entry(entries.size());
    }
    return entries.size() == before ? Optional.empty() : Optional.of("entry: " + entries.getLast());
  }

  private Optional<KeyValue> entry(int number) {
    return etcd.get(keys.runEntry(run.orElseThrow(), number));
  }

  private Optional<String> current() {
    return etcd.get(keys.run()).map(kv -> json(kv.value()).path("id").asText());
  }

  private static String text(JsonNode entry) {
    return String.join(
            " ",
            entry.path("event").asText(),
            entry.path("step").asText(),
            entry.path("name").asText(),
            entry.path("outcome").asText())
        .replaceAll(" +", " ")
        .strip();
  }

  private static JsonNode json(Bytes stored) {
    try {
      return JSON.readTree(stored.array());
    } catch (IOException bad) {
      throw new UncheckedIOException("a record of the run is no JSON", bad);
    }
  }
}
