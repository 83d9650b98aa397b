package io.understudy.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.understudy.testkit.FreePorts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Runs command lines against three services of a test, which end with it. */
final class Line implements AfterEachCallback {

  static final Instant NOW = Instant.parse("2026-01-01T03:00:00Z");
  static final String TOKEN = "s3cret-of-the-tests";

  private final FakeService sync = new FakeService();
  private final FakeService monitor = new FakeService();
  private final FakeService failover = new FakeService();
  private final Map<String, String> environment = new HashMap<>();
  private String typed = "";
  private boolean isTerminal;
  private Optional<Path> tokenFile = Optional.empty();

  /** How a run ended, and what it showed. */
  record Run(int code, String out, String err) {

    JsonNode json() {
      return parsed(new ObjectMapper());
    }

    JsonNode yaml() {
      return parsed(new YAMLMapper());
    }

    private JsonNode parsed(ObjectMapper mapper) {
      try {
        return mapper.readTree(out);
      } catch (JsonProcessingException wrong) {
        throw new UncheckedIOException("cannot be parsed: " + out, wrong);
      }
    }
  }

  Line() {
    environment.put("UNDERSTUDY_SYNC_URL", sync.address());
    environment.put("UNDERSTUDY_MONITOR_URL", monitor.address() + "/");
    environment.put("UNDERSTUDY_FAILOVER_URL", failover.address());
  }

  FakeService sync() {
    return sync;
  }

  FakeService monitor() {
    return monitor;
  }

  FakeService failover() {
    return failover;
  }

  /** With a file that holds {@link #TOKEN}. */
  Line withToken() {
    try {
      Path file = Files.createTempFile("understudy", ".token");
      tokenFile = Optional.of(file);
      Files.writeString(file, TOKEN + "\n");
      return with("UNDERSTUDY_TOKEN_FILE", file.toString());
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot write a token", failure);
    }
  }

  Line with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** What is on standard input; without, its end. */
  Line typing(String text) {
    typed = text;
    return this;
  }

  /** Somebody looks at standard error. */
  Line onTerminal() {
    isTerminal = true;
    return this;
  }

  Run run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    World world =
        new World(
            Map.copyOf(environment),
            new BufferedReader(new StringReader(typed)),
            new PrintWriter(out),
            new PrintWriter(err),
            isTerminal,
            () -> NOW);
    int code = Understudy.run(world, args);
    Run run = new Run(code, out.toString(), err.toString());
    if (run.out().contains(TOKEN) || run.err().contains(TOKEN)) {
      throw new AssertionError("it shows the token");
    }
    return run;
  }

  /** An address where nobody listens. */
  static String nobody() {
    return "http://127.0.0.1:" + FreePorts.find(1).getFirst();
  }

  @Override
  public void afterEach(ExtensionContext test) throws IOException {
    sync.close();
    monitor.close();
    failover.close();
    if (tokenFile.isPresent()) {
      Files.delete(tokenFile.get());
    }
  }
}
