package io.understudy.failover.reprotect;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** Two real etcds and what the service is told of them. */
public class PromotedSite implements QuarkusTestResourceLifecycleManager {

  static final String TOKEN = "token-of-the-test";

  private TwoSites sites;
  private Path directory;

  @Override
  public Map<String, String> start() {
    sites = new TwoSites();
    try {
      directory = Files.createTempDirectory("orphans");
      Files.writeString(directory.resolve("token"), TOKEN);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return Map.of(
        "understudy.source.endpoints", sites.oldEndpoint(),
        "understudy.target.endpoints", sites.presentEndpoint(),
        "understudy.api.token-file", directory.resolve("token").toString(),
        "understudy.orphans.export-file", export().toString(),
        "understudy.orphans.spool-dir", directory.toString(),
        "understudy.peer.sync.url", "http://localhost:1");
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(this, new TestInjector.MatchesType(PromotedSite.class));
  }

  @Override
  public void stop() {
    sites.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  TwoSites sites() {
    return sites;
  }

  Path export() {
    return directory.resolve("orphans.jsonl");
  }

  Path directory() {
    return directory;
  }
}
