package io.understudy.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Follows an operation by server-sent events until it has ended. A connection that breaks, or is
 * silent, is made again from the last event on, a few times in a row.
 */
final class Follower {

  private static final int OK = 200;
  private static final int ENDED = 204;
  private static final int LINES_MAX_WAITING = 1000;
  private static final int BREAKS_MAX = 10;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Rest rest;
  private final String path;
  private final Timing timing;
  private String lastEventId = "";
  private Optional<JsonNode> last = Optional.empty();

  /**
   * @param answer how long a connection may take until it is there
   * @param silence how long one may be silent; the service breaks it more often
   * @param pause before a connection is made again
   */
  record Timing(Duration answer, Duration silence, Duration pause) {}

  Follower(Rest rest, String id, Timing timing) {
    this.rest = rest;
    this.path = Operations.path(id);
    this.timing = timing;
  }

  /**
   * @param goesOn is given how the operation stands each time it has changed; false to stop
   * @return how it stood at last
   * @throws Failure if it cannot be followed any more
   */
  JsonNode follow(Predicate<JsonNode> goesOn) {
    int breaks = 0;
    while (true) {
      String before = lastEventId;
      try {
        if (!connection(goesOn)) {
          return last.orElseGet(() -> rest.get(Service.FAILOVER, path, timing.answer()));
        }
      } catch (Failure failure) {
        if (failure.code() != ExitCode.UNREACHABLE || breaks >= BREAKS_MAX) {
          throw failure;
        }
      }
      breaks = before.equals(lastEventId) ? breaks + 1 : 0;
      if (breaks > BREAKS_MAX) {
        throw rest.silent(Service.FAILOVER, new IOException("it does not tell how it goes on"));
      }
      pause();
    }
  }

  /** Whether there is more to come by another connection. */
  private boolean connection(Predicate<JsonNode> goesOn) {
    Map<String, String> headers = new HashMap<>();
    headers.put("Accept", "text/event-stream");
    if (!lastEventId.isEmpty()) {
      headers.put("Last-Event-ID", lastEventId);
    }
    HttpResponse<InputStream> answer =
        rest.open(Service.FAILOVER, path + "/events", headers, timing.answer());
    if (answer.statusCode() == ENDED) {
      return false;
    }
    if (answer.statusCode() != OK) {
      throw rest.failure(Service.FAILOVER, answer);
    }
    try (InputStream body = answer.body()) {
      return events(body, goesOn);
    } catch (IOException | UncheckedIOException brokenOff) {
      return true;
    }
  }

  private boolean events(InputStream body, Predicate<JsonNode> goesOn) throws IOException {
    BlockingQueue<Optional<String>> lines = new ArrayBlockingQueue<>(LINES_MAX_WAITING);
    // By another thread: a read from a connection that has died would never end.
    Thread reader = Thread.ofPlatform().daemon().name("events").start(() -> read(body, lines));
    try {
      StringBuilder data = new StringBuilder();
      String id = "";
      while (true) {
        Optional<String> line = lines.poll(timing.silence().toMillis(), TimeUnit.MILLISECONDS);
        if (line == null || line.isEmpty()) {
          return true;
        }
        String text = line.get();
        if (text.startsWith("data:")) {
          data.append(text.substring("data:".length()));
        } else if (text.startsWith("id:")) {
          id = text.substring("id:".length()).strip();
        } else if (text.isEmpty() && !data.isEmpty()) {
          JsonNode operation = JSON.readTree(data.toString());
          data.setLength(0);
          lastEventId = id;
          last = Optional.of(operation);
          if (!goesOn.test(operation) || Operations.hasEnded(operation)) {
            return false;
          }
        }
      }
    } catch (JsonProcessingException strange) {
      throw new Failure(
          ExitCode.ERROR, "failover-service tells of the operation in a way not known here");
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new Failure(ExitCode.ERROR, "interrupted; the operation goes on without you");
    } finally {
      reader.interrupt();
    }
  }

  /** An empty one at the end. */
  private static void read(InputStream body, BlockingQueue<Optional<String>> lines) {
    BufferedReader reader = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    try {
      try {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          lines.put(Optional.of(line));
        }
      } catch (IOException brokenOff) {
        // As good as its end: whoever follows comes again.
      }
      lines.put(Optional.empty());
    } catch (InterruptedException nobodyListens) {
      Thread.currentThread().interrupt();
    }
  }

  private void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(timing.pause().toMillis());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new Failure(ExitCode.ERROR, "interrupted; the operation goes on without you");
    }
  }
}
