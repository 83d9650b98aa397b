package io.understudy.monitor.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@link MirroredEtcds} with rules of an operator's on what differences mean, and with a
 * sync-service that is silent for longer than any test waits.
 */
public class RuledEtcds extends MirroredEtcds {

  private static final String RULES =
      """
      version: 1
      rules:
      - name: listed
        match: {resource: configmaps, namespace: team, name: "listed-*"}
        kind: [missed, different]
        verdict: list
        reason: known, and looked after elsewhere
      - name: ignored
        match: {resource: configmaps, namespace: team, name: ignored}
        kind: different
        verdict: ignore
        reason: each side writes its own
      - name: raised
        match: {resource: configmaps, namespace: team, name: raised}
        kind: status-only
        verdict: fail
        reason: our operator acts on it
      """;

  private @Nullable Path rules;
  private @Nullable ServerSocket silent;

  @Override
  public Map<String, String> start() {
    Map<String, String> properties = new HashMap<>(super.start());
    try {
      rules = Files.writeString(Files.createTempFile("check-rules", ".yaml"), RULES);
      // It takes connections, as any listening socket does, and never answers.
      silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    properties.put("understudy.check.rules-file", rules.toString());
    properties.put("understudy.sync.url", "http://127.0.0.1:" + silent.getLocalPort());
    properties.put("understudy.sync.timeout-ms", "600000");
    return properties;
  }

  @Override
  public void stop() {
    super.stop();
    try {
      if (rules != null) {
        Files.deleteIfExists(rules);
      }
      if (silent != null) {
        silent.close();
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
