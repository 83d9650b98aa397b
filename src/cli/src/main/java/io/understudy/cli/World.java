package io.understudy.cli;

import java.io.BufferedReader;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;

/**
 * What a command has around it.
 *
 * @param environment variables of the process
 * @param in what is typed
 * @param out results
 * @param err questions, progress and errors
 */
record World(Map<String, String> environment, BufferedReader in, PrintWriter out, PrintWriter err) {

  /** Of an environment variable; one that is empty counts as not set. */
  Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }
}
