package io.understudy.e2e;

import static io.understudy.e2e.TwoSites.PATIENCE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The command line as a process, as {@code scripts/understudy} starts it.
 *
 * @param directory for what it shows, and the token
 * @param environment where services are, and what else it is told so
 */
record Cli(Path directory, Map<String, String> environment) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** How it ended, and what it showed. */
  record Run(int code, String out, String err) {

    JsonNode json() {
      return parsed(out);
    }

    JsonNode yaml() {
      return JSON.valueToTree(new Yaml(new SafeConstructor(new LoaderOptions())).load(out));
    }

    /** Each line is a document. */
    List<JsonNode> lines() {
      return out.lines().map(line -> parsed(line)).toList();
    }

    /** Documents of YAML, one after the other. */
    List<JsonNode> documents() {
      return StreamSupport.stream(
              new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(out).spliterator(), false)
          .<JsonNode>map(JSON::valueToTree)
          .toList();
    }

    private JsonNode parsed(String text) {
      try {
        return JSON.readTree(text);
      } catch (IOException wrong) {
        throw new UncheckedIOException("cannot be parsed: " + this, wrong);
      }
    }
  }

  /** Of somebody whom the services of a site know. */
  static Cli at(SiteServices services, Path directory) {
    try {
      Path token = directory.resolve("token-of-the-caller");
      Files.writeString(token, SiteServices.TOKEN + "\n");
      return new Cli(
          directory,
          Map.of(
              "UNDERSTUDY_SYNC_URL", services.sync().address(),
              "UNDERSTUDY_MONITOR_URL", services.monitor().address(),
              "UNDERSTUDY_FAILOVER_URL", services.failoverProcess().address(),
              "UNDERSTUDY_TOKEN_FILE", token.toString()));
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot write the token", failure);
    }
  }

  Cli with(String variable, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(variable, value);
    return new Cli(directory, Map.copyOf(more));
  }

  static String script() {
    return Sources.root().resolve("scripts/understudy").toString();
  }

  Run run(String... arguments) {
    List<String> command = new ArrayList<>(List.of(script()));
    command.addAll(List.of(arguments));
    return program(command);
  }

  /** Another program in the same surroundings. */
  Run program(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    try {
      Path out = Files.createTempFile(directory, "said", ".out");
      Path err = Files.createTempFile(directory, "said", ".err");
      Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
      process.getOutputStream().close();
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("it does not end: " + command + "\n" + text(err));
      }
      return new Run(process.exitValue(), text(out), text(err));
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot run " + command, failure);
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while it ran", interruption);
    }
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
