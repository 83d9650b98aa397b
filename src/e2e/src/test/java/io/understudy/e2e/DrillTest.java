package io.understudy.e2e;

import static io.understudy.e2e.TwoSites.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.testkit.IndependentClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A drill by the three services as processes leaves everything as it was. */
class DrillTest {

  private static final ControlKeys KEYS = TwoEtcds.KEYS;
  private static final String SHADOW = "drill.example.test";

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
  void afterItBothEtcdsAndTheZoneAreAsBefore() {
    long sourceRevision = sites.a().client().revision();
    String source = hash(sites.a().client(), Set.of());
    String target = hash(sites.b().client(), ofTheServices());
    String zone = sites.dns().hash();
    long serial = sites.dns().serial();

    JsonNode done =
        services.failover().awaitEnd(services.failover().begin("drill", PATIENCE), PATIENCE);

    assertThat(done.path("state").asText()).as("%s", done).isEqualTo("succeeded");
    assertThat(sites.dns().serial()).as("the shadow name came and went").isGreaterThan(serial);
    assertThat(step(done, "switch-dns").toString()).contains(SHADOW);
    assertThat(step(done, "switch-dns").path("phase").asText()).isEqualTo("undone");
    assertThat(step(done, "promote").path("mode").asText()).isEqualTo("rehearse");
    assertThat(sites.dns().hash()).isEqualTo(zone);
    assertThat(sites.a().client().revision()).as("nothing was written").isEqualTo(sourceRevision);
    assertThat(hash(sites.a().client(), Set.of())).isEqualTo(source);
    assertThat(hash(sites.b().client(), ofTheServices())).isEqualTo(target);
    assertMirrorGoesOn();
  }

  /**
   * What is left out of the standby's hash, all of it records of the services' own that change
   * whether there is a drill or not, or are what remembers the drill: how far the mirror has come
   * and that it leads, revisions made ahead, results of checks and verdicts, and the journal. All
   * else counts, the term, parked objects, foreign keys and the rules of the scope as well.
   */
  private static Set<Bytes> ofTheServices() {
    return new TreeSet<>(
        Set.of(
            KEYS.checkpoint(),
            KEYS.leader(),
            KEYS.lead(),
            KEYS.checksPrefix(),
            KEYS.checker(),
            KEYS.verdicts(),
            KEYS.herald(),
            KEYS.runsPrefix(),
            KEYS.run(),
            KEYS.runTurn()));
  }

  /** SHA-256 of all keys with their values and revisions, but for those below some. */
  private static String hash(IndependentClient etcd, Set<Bytes> leftOut) {
    MessageDigest digest = sha256();
    for (Map.Entry<Bytes, KeyValue> entry : etcd.all(0).entrySet()) {
      Bytes key = entry.getKey();
      KeyValue kv = entry.getValue();
      if (leftOut.stream().noneMatch(out -> isOf(key, out))) {
        String head =
            key.length() + " " + key.utf8() + " " + kv.createRevision() + " " + kv.modRevision();
        digest.update(head.getBytes(StandardCharsets.UTF_8));
        digest.update(kv.value().array());
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static boolean isOf(Bytes key, Bytes out) {
    return out.utf8().endsWith("/") ? key.startsWith(out) : key.equals(out);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException(missing);
    }
  }

  private static JsonNode step(JsonNode operation, String name) {
    for (JsonNode step : operation.path("steps")) {
      if (step.path("name").asText().equals(name)) {
        return step;
      }
    }
    throw new AssertionError("no step " + name + " in " + operation);
  }

  /** And users were never kept out. */
  private void assertMirrorGoesOn() {
    Bytes after = Bytes.utf8("/registry/configmaps/load/after-the-drill");
    try (IndependentClient user = new IndependentClient(List.of(sites.a().usersEndpoint()))) {
      user.put(after, Bytes.utf8("a value"));
    }
    await().atMost(PATIENCE).until(() -> sites.b().client().get(after).isPresent());
  }
}
