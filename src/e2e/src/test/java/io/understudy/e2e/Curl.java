package io.understudy.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Asks as users at a shell do. */
final class Curl {

  private static final int PATIENCE_SECONDS = 180;

  private Curl() {}

  /**
   * @param status of the answer, 0 if none came
   */
  record Answer(int status, String body) {}

  /**
   * @param arguments of {@code curl}, the URL last
   */
  static Answer get(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "curl", "-s", "-m", Integer.toString(PATIENCE_SECONDS), "-w", "\n%{http_code}"));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).start();
      process.getOutputStream().close();
      String all = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("curl does not end: " + command);
      }
      int split = all.lastIndexOf('\n');
      return new Answer(Integer.parseInt(all.substring(split + 1)), all.substring(0, split));
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot run curl; scripts/test installs it", failure);
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while curl ran", interruption);
    }
  }
}
