package io.understudy.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Runs shell commands that call {@code etcdctl}, as an operator would type them. */
public record EtcdCtl(String endpoint, Optional<ServerTls> tls) {

  /**
   * @param commands lines of a shell script; the first that fails ends it
   * @param directory where they run
   * @return what they printed
   * @throws IllegalStateException if one fails; says what they printed
   */
  public String run(String commands, Path directory, Map<String, String> environment) {
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-e", "-c", commands)
            .directory(directory.toFile())
            .redirectErrorStream(true);
    builder.environment().putAll(environment());
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException("commands failed: " + commands + "\n" + printed);
      }
      return printed;
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot run a shell", failure);
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while etcdctl ran", interruption);
    }
  }

  private Map<String, String> environment() {
    Map<String, String> variables = new TreeMap<>();
    variables.put("ETCDCTL_API", "3");
    variables.put("ETCDCTL_ENDPOINTS", endpoint);
    tls.ifPresent(
        files -> {
          variables.put("ETCDCTL_CACERT", files.ca().toString());
          variables.put("ETCDCTL_CERT", files.admin().cert().toString());
          variables.put("ETCDCTL_KEY", files.admin().key().toString());
        });
    return variables;
  }
}
