package io.understudy.e2e;

import static io.understudy.e2e.TwoSites.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A switchover by the three services as processes, under write load: users reach the primary's etcd
 * through HAProxy, the platform's name is in a DNS server. The fence is HAProxy's closed port.
 */
class SwitchoverTest {

  private static final int WRITERS = 4;
  private static final int WRITES_BEFORE = 200;

  @TempDir private Path directory;

  private TwoSites sites;
  private SiteServices services;

  @BeforeEach
  void start() {
    sites = new TwoSites(directory);
    services = sites.startAll(sites.setup(sites.b()));
  }

  @AfterEach
  void stop() {
    sites.close();
  }

  @Test
  void noAcknowledgedWriteIsLost() {
    try (AckedWriters users = new AckedWriters(sites.a().usersEndpoint(), WRITERS)) {
      await().atMost(PATIENCE).until(() -> users.acknowledged() > WRITES_BEFORE);

      int before = users.acknowledged();
      JsonNode done = services.failover().awaitEnd(begin(), PATIENCE);

      assertThat(users.acknowledged()).as("written while it went on").isGreaterThan(before);
      assertThat(done.path("state").asText()).as("%s", done).isEqualTo("succeeded");
      assertThat(done.path("rpoSeconds").asDouble(-1)).isZero();
      assertThat(done.path("rtoSeconds").asDouble(-1)).isPositive();
      assertNothingLost(users);
    }
    assertThat(sites.dns().records()).anyMatch(record -> record.contains(sites.b().address()));
  }

  @Test
  void aProcessThatIsKilledAmidLeavesTheRestToTheNext() throws Exception {
    try (AckedWriters users = new AckedWriters(sites.a().usersEndpoint(), WRITERS)) {
      await().atMost(PATIENCE).until(() -> users.acknowledged() > WRITES_BEFORE);
      String id = begin();
      for (String step : List.of("close", "promote", "switch-dns")) {
        await()
            .atMost(PATIENCE)
            .ignoreExceptionsInstanceOf(UncheckedIOException.class)
            .until(() -> began(services.failover().operation(id)).contains(step));
        services.killFailover();
        services.startFailover();
      }

      JsonNode done = services.failover().awaitEnd(id, PATIENCE);

      assertThat(done.path("state").asText()).as("%s", done).isEqualTo("succeeded");
      assertThat(Files.readString(services.failoverProcess().log()).split("Carrying out a run", -1))
          .as("by more than one process")
          .hasSizeGreaterThan(2);
      assertNothingLost(users);
    }
  }

  private String begin() {
    return services.failover().begin("switchover", PATIENCE);
  }

  private void assertNothingLost(AckedWriters users) {
    assertThat(users.present()).isNotEmpty();
    assertThat(users.gone()).isNotEmpty();
    assertThat(users.lostIn(sites.b().client())).isEmpty();
  }

  private static Set<String> began(JsonNode operation) {
    Set<String> began = new HashSet<>();
    operation
        .path("steps")
        .forEach(
            step -> {
              if (step.path("attempts").asInt() > 0) {
                began.add(step.path("name").asText());
              }
            });
    return began;
  }
}
