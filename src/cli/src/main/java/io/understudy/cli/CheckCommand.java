package io.understudy.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Compares both etcds now. */
@Command(
    name = "check",
    description = "Compares both etcds exactly and now, and names every key that is not equal.",
    footer = {
      "",
      "Exit code 3 if they are not consistent, 5 if it cannot be told now.",
      "",
      "Examples:",
      "  understudy check",
      "  understudy check --keys-only",
      "  understudy check -o json | jq '.localMissedKeys[]'"
    })
final class CheckCommand extends RemoteCommand {

  private static final int CONSISTENT = 200;
  private static final int NOT_CONSISTENT = 409;

  @Option(
      names = "--keys-only",
      description = "Compares keys, not values: tells missed and surplus ones, much faster.")
  private boolean keysOnly;

  @Option(
      names = "--full",
      description = "Reads every value, also of keys that are known not to have moved.")
  private boolean full;

  @Override
  Duration patience() {
    return Duration.ofMinutes(30);
  }

  @Override
  public Integer call() {
    String path = "/check?values=" + !keysOnly + "&full=" + full;
    String wanted = format().isForPeople() ? "text/plain" : Rest.JSON_TYPE;
    HttpResponse<InputStream> answer = answer(path, wanted);
    int status = answer.statusCode();
    String type = answer.headers().firstValue("Content-Type").orElse("");
    boolean told = (status == CONSISTENT || status == NOT_CONSISTENT) && type.startsWith(wanted);
    if (!told) {
      throw rest().failure(Service.MONITOR, answer);
    }
    try (InputStream body = answer.body()) {
      copy(body);
    } catch (IOException brokenOff) {
      throw rest().silent(Service.MONITOR, brokenOff);
    }
    return status == CONSISTENT ? ExitCode.FINE : ExitCode.NOT_SO;
  }

  /** There when the comparison is over. */
  private HttpResponse<InputStream> answer(String path, String wanted) {
    return drawn(
        "comparing both etcds",
        () -> rest().open(Service.MONITOR, path, Map.of("Accept", wanted), timeout()));
  }

  /** As it comes: a list of differences may be longer than memory. */
  private void copy(InputStream body) throws IOException {
    if (!format().isForPeople()) {
      format().print(body, out());
      return;
    }
    BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      out().println(Text.clean(line));
    }
    out().flush();
  }
}
