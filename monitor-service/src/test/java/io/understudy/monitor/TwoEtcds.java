package io.understudy.monitor;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.understudy.testkit.Captures;
import io.understudy.testkit.EtcdProcess;
import io.understudy.testkit.IndependentClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Two real etcds for the application, a captured registry in the source, a token file, and no check
 * but those that a test asks for.
 */
public class TwoEtcds implements QuarkusTestResourceLifecycleManager {

  static final String TOKEN = "a token of the tests";

  private EtcdProcess source;
  private EtcdProcess target;
  private Path token;

  @Override
  public Map<String, String> start() {
    source = EtcdProcess.start();
    target = EtcdProcess.start();
    try (IndependentClient client = source.client()) {
      client.load(Captures.registry(Captures.REGISTRY));
    }
    Map<String, String> properties = new HashMap<>();
    properties.put("understudy.source.endpoints", source.endpoint());
    properties.put("understudy.target.endpoints", target.endpoint());
    properties.put("understudy.holder", "the-monitor");
    properties.put("understudy.monitor.check-interval", "0");
    token = tokenFile();
    properties.put("understudy.api.token-file", token.toString());
    return properties;
  }

  @Override
  public void stop() {
    source.close();
    target.close();
    try {
      Files.deleteIfExists(token);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot delete the token file", failure);
    }
  }

  private static Path tokenFile() {
    try {
      Path file = Files.createTempFile("understudy-token", "");
      return Files.writeString(file, TOKEN + "\n");
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot write a token file", failure);
    }
  }
}
