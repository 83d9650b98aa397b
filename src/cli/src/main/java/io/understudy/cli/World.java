package io.understudy.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a command has around it.
 *
 * @param environment variables of the process
 * @param in what is typed
 * @param out results
 * @param err questions, progress and errors
 * @param isTerminal whether somebody looks at standard error, line by line
 * @param time what says how old something is
 */
record World(
    Map<String, String> environment,
    BufferedReader in,
    PrintWriter out,
    PrintWriter err,
    boolean isTerminal,
    InstantSource time) {

  static final String PROGRESS = "UNDERSTUDY_PROGRESS";

  /** What cannot erase a line. */
  private static final String DUMB = "dumb";

  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");
  private static final Pattern TERMINAL = Pattern.compile("/dev/(pts/\\d+|tty\\w*|console)");

  /** Of an environment variable; one that is empty counts as not set. */
  Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  /**
   * Whether progress can be drawn: as the environment says, else by where standard error leads.
   * Java tells only of input and output together.
   */
  static boolean hasTerminal(Map<String, String> environment) {
    return hasTerminal(environment, STANDARD_ERROR);
  }

  static boolean hasTerminal(Map<String, String> environment, Path standardError) {
    String said = environment.getOrDefault(PROGRESS, "");
    return said.isBlank()
        ? !DUMB.equals(environment.getOrDefault("TERM", DUMB)) && leadsToTerminal(standardError)
        : said.equals("true");
  }

  /** False where a system has no such file. */
  static boolean leadsToTerminal(Path stream) {
    try {
      return TERMINAL.matcher(Files.readSymbolicLink(stream).toString()).matches();
    } catch (IOException | UnsupportedOperationException elsewhere) {
      return false;
    }
  }
}
