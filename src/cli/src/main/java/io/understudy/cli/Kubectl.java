package io.understudy.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * kubectl, which knows the caller's kubeconfig and every way to sign in with it.
 *
 * @param context of the kubeconfig; the current one if empty
 */
record Kubectl(World world, String context) {

  static final String VARIABLE = "UNDERSTUDY_KUBECTL";

  private static final int TOLD_MAX_CHARS = 2000;

  /** What it did: consumes its output. */
  interface Reader {

    /**
     * @throws IOException if the output breaks off
     */
    void read(InputStream output) throws IOException;
  }

  /**
   * Begins it; what it says on standard error comes with its output.
   *
   * @throws Failure if it cannot be run
   */
  Process start(List<String> arguments) {
    return start(arguments, true);
  }

  /**
   * Runs it to its end.
   *
   * @throws Failure if it cannot be run or fails; says what it says
   */
  void run(List<String> arguments, Reader reader) {
    Process process = start(arguments, false);
    CompletableFuture<String> said =
        CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
    try (InputStream output = process.getInputStream()) {
      reader.read(output);
      int code = process.waitFor();
      if (code != 0) {
        throw new Failure(
            ExitCode.ERROR, line(arguments) + " failed with code " + code + ": " + said.join());
      }
    } catch (IOException broken) {
      throw new Failure(
          ExitCode.ERROR,
          "what " + line(arguments) + " says cannot be used: " + broken + "; " + said.join());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new Failure(ExitCode.ERROR, "interrupted while kubectl was asked");
    } finally {
      process.destroy();
    }
  }

  private Process start(List<String> arguments, boolean together) {
    List<String> command = new ArrayList<>();
    command.add(world.variable(VARIABLE).orElse("kubectl"));
    if (!context.isEmpty()) {
      command.add("--context=" + context);
    }
    command.addAll(arguments);
    try {
      return new ProcessBuilder(command).redirectErrorStream(together).start();
    } catch (IOException missing) {
      throw new Failure(
          ExitCode.ERROR,
          "kubectl cannot be run ("
              + missing.getClass().getSimpleName()
              + "): install it, or name it in the environment variable "
              + VARIABLE);
    }
  }

  /** The beginning of what it says; all of it is read. */
  private static String text(InputStream stream) {
    StringBuilder text = new StringBuilder();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (text.length() < TOLD_MAX_CHARS) {
          text.append(text.isEmpty() ? "" : "; ").append(Text.clean(line));
        }
      }
    } catch (IOException brokenOff) {
      return text.isEmpty() ? "no reason given" : text.toString();
    }
    return text.isEmpty() ? "no reason given" : text.toString();
  }

  /** For people. */
  static String line(List<String> arguments) {
    return "kubectl " + String.join(" ", arguments);
  }
}
