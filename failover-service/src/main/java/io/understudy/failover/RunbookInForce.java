package io.understudy.failover;

import io.understudy.core.failover.Runbook;
import io.understudy.service.settings.TextFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The runbook that operations are planned from.
 *
 * @param name of its file
 * @param text as it is written, variables not filled in
 */
public record RunbookInForce(String name, String text, Runbook runbook) {

  /** Shipped with the product. */
  public static final String DEFAULT = "acp.runbook.yaml";

  /**
   * @param file the product's own if it is empty
   * @throws IllegalArgumentException if it cannot be read
   */
  static String text(Optional<String> file) {
    return file.map(TextFile::read).orElseGet(RunbookInForce::shipped);
  }

  private static String shipped() {
    try (InputStream stream = RunbookInForce.class.getResourceAsStream("/" + DEFAULT)) {
      if (stream == null) {
        throw new IllegalStateException("the product lacks its own file " + DEFAULT);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
