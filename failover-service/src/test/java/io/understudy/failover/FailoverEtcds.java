package io.understudy.failover;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.ControlKeys;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.etcd.GrpcEtcd;
import io.understudy.testkit.EtcdProcess;
import io.understudy.testkit.IndependentClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Two real etcds for the application, a token file and a runbook of scripted steps. */
public class FailoverEtcds implements QuarkusTestResourceLifecycleManager {

  public static final String TOKEN = "a token of the tests";

  /** Of this site's etcd, for what a test writes there by itself. */
  private static volatile String target = "";

  private static volatile String primary = "";

  private static final String RUNBOOK =
      """
      version: 1
      steps:
      - name: shadow
        type: scripted
        in: [switchover]
        with: {call: shadow}
      - name: ask
        type: approve
        in: [settle]
        with: {message: "has ${site.name} settled?"}
      - name: restart
        type: scripted
        in: [settle]
        with: {call: restart}
      - name: pause
        type: wait
        in: [switchover]
        timeout-seconds: 4000
        with: {seconds: 3600}
      """;

  private EtcdProcess source;
  private EtcdProcess site;
  private Path token;
  private Path runbook;

  @Override
  public Map<String, String> start() {
    source = EtcdProcess.start();
    site = EtcdProcess.start();
    target = site.endpoint();
    primary = source.endpoint();
    mirrored();
    token = file("understudy-token", TOKEN);
    runbook = file("runbook", RUNBOOK);
    Map<String, String> properties = new HashMap<>();
    properties.put("understudy.source.endpoints", source.endpoint());
    properties.put("understudy.target.endpoints", site.endpoint());
    properties.put("understudy.holder", "the-failover");
    properties.put("understudy.site.name", "b");
    properties.put("understudy.peer.name", "a");
    properties.put("understudy.run.poll-ms", "100");
    properties.put("understudy.run.keep", "3");
    properties.put("understudy.role.every-seconds", "1");
    properties.put("understudy.run.events-keep-alive-seconds", "1");
    properties.put("understudy.run.events-max-followers", "5");
    properties.put("understudy.http.write-timeout-ms", "5000");
    // So that who does not read is never cut off for what it sends.
    properties.put("understudy.http.body-timeout-ms", "3600000");
    properties.put("understudy.api.token-file", token.toString());
    properties.put("understudy.runbook-file", runbook.toString());
    return properties;
  }

  /** The first call loads a library, which takes long on a slow machine. */
  public static GrpcEtcd connect(String name, String endpoint) {
    return GrpcEtcd.connect(
        EtcdEndpoint.of(name, List.of(endpoint)).withCallTimeout(Duration.ofSeconds(120)));
  }

  /** A site that nothing was ever mirrored into may not be promoted. */
  private void mirrored() {
    try (GrpcEtcd from = connect("source", primary);
        IndependentClient into = site.client()) {
      into.put(
          new ControlKeys("global").checkpoint(),
          Checkpoint.first(Checkpoint.SourceId.of(from.status()), 1, Instant.EPOCH, "rules")
              .toJson());
    }
  }

  @Override
  public void stop() {
    source.close();
    site.close();
    for (Path file : List.of(token, runbook)) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException failure) {
        throw new UncheckedIOException("cannot delete " + file, failure);
      }
    }
  }

  public static String target() {
    return target;
  }

  /** Of the other site's etcd. */
  public static String source() {
    return primary;
  }

  private static Path file(String name, String content) {
    try {
      return Files.writeString(Files.createTempFile(name, ""), content + "\n");
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot write " + name, failure);
    }
  }
}
