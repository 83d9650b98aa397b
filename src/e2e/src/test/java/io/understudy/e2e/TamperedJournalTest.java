package io.understudy.e2e;

import static io.understudy.e2e.TwoSites.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A journal that somebody damaged while its operation waits for a person: callers are told what is
 * wrong with which entry, nothing is put on top of it, and the operation goes on once it is right.
 */
class TamperedJournalTest {

  private static final ControlKeys KEYS = TwoEtcds.KEYS;
  private static final String UNREADABLE = "understudy_operation_unreadable_journals";
  private static final int OK = 200;
  private static final int CONFLICT = 409;

  @TempDir private static Path directory;

  private static TwoEtcds etcds;
  private static SiteServices services;

  /** What is done to a journal. */
  enum Damage {
    CHANGED("its hash does not fit"),
    CUT("/00000000: an entry cannot be read"),
    BEHEADED("does not begin with what was asked for"),
    CONTINUED("is missing"),
    JOINED("/no?tes: an entry cannot be read");

    private final String told;

    Damage(String told) {
      this.told = told;
    }
  }

  private static void inflict(Damage damage, String id) {
    Bytes key = KEYS.runEntry(id, 0);
    String text = etcds.target().get(key).orElseThrow().value().utf8();
    switch (damage) {
      case CHANGED -> etcds.target().put(key, Bytes.utf8(text.replace("site-b", "site-c")));
      case CUT -> etcds.target().put(key, Bytes.utf8(text.substring(0, text.length() / 2)));
      case BEHEADED -> etcds.target().delete(key);
      case CONTINUED -> etcds.target().put(KEYS.runEntry(id, 99_999_999), Bytes.utf8(text));
      case JOINED ->
          etcds.target().put(KEYS.runPrefix(id).plus(Bytes.utf8("no\ntes")), Bytes.utf8("hello"));
    }
  }

  @BeforeAll
  static void start() {
    etcds = new TwoEtcds();
    services =
        SiteServices.start(
            new SiteSetup(
                "site-b",
                "site-a",
                directory,
                Map.of(
                    "UNDERSTUDY_SOURCE_ENDPOINTS", etcds.sourceProcess().endpoint(),
                    "UNDERSTUDY_TARGET_ENDPOINTS", etcds.targetProcess().endpoint(),
                    "UNDERSTUDY_SCOPE_PROFILE", "everything"),
                Map.of(),
                Map.of()));
    services.startFailover(
        """
        version: 1
        steps:
        - {name: look, type: approve, in: [settle], with: {message: look there}}
        """);
  }

  @AfterAll
  static void stop() {
    try {
      services.close();
    } finally {
      etcds.close();
    }
  }

  @ParameterizedTest
  @EnumSource(Damage.class)
  void isToldAndNothingIsAddedUntilItIsRight(Damage damage) {
    String id = begun();
    Map<Bytes, Bytes> right = journal(id);

    inflict(damage, id);
    Map<Bytes, Bytes> damaged = journal(id);
    assertThat(damaged).isNotEqualTo(right);
    await("it is counted").atMost(PATIENCE).until(() -> unreadable().contains(" 1"));

    assertRefused(services.failover().get("/api/v1/operations/" + id), damage.told);
    assertRefused(services.failover().say(id, "approve", "look", "seen"), damage.told);
    FailoverClient.Answer all = services.failover().get("/api/v1/operations");
    assertThat(all.body().path("unreadable").toString()).contains(id);
    assertThat(journal(id)).isEqualTo(damaged);

    putBack(id, right);
    await("it is right").atMost(PATIENCE).until(() -> unreadable().contains(" 0"));
    approve(id);
  }

  @Test
  void aRecordThatNamesTheOperationAndCannotBeReadStopsOnlyWhatIsNew() throws IOException {
    String id = begun();
    ObjectNode further = FailoverClient.request(services.failover().plan("settle"));
    Bytes right = etcds.target().get(KEYS.run()).orElseThrow().value();
    Path log = services.failoverProcess().log();

    etcds.target().put(KEYS.run(), Bytes.utf8("{\"id\":7}"));

    FailoverClient.Answer begun = services.failover().begin(further);
    assertRefused(begun, "control record 'run'");
    assertThat(begun.body().path("detail").asText())
        .contains("UnderstudyJournalChanged")
        .doesNotContain("full difference");
    assertThat(services.failover().operation(id).path("state").asText()).isEqualTo("waiting");
    assertThat(Files.readString(log)).doesNotContain("A run broke off");

    etcds.target().put(KEYS.run(), right);
    approve(id);
  }

  /** An operation that waits for a person. */
  private static String begun() {
    String id = services.failover().begin("settle", PATIENCE);
    assertThat(services.failover().awaitEnd(id, PATIENCE).path("state").asText())
        .isEqualTo("waiting");
    return id;
  }

  private static void approve(String id) {
    FailoverClient.Answer said = services.failover().say(id, "approve", "look", "seen");
    assertThat(said.status()).as("%s", said).isEqualTo(OK);
    await()
        .atMost(PATIENCE)
        .until(() -> services.failover().operation(id).path("state").asText().equals("succeeded"));
  }

  private static void assertRefused(FailoverClient.Answer answer, String why) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(CONFLICT);
    assertThat(answer.body().path("detail").asText()).contains(why);
  }

  private static String unreadable() {
    return services
        .text(services.failoverProcess(), "/q/metrics")
        .lines()
        .filter(line -> line.startsWith(UNREADABLE))
        .collect(Collectors.joining());
  }

  private static Map<Bytes, Bytes> journal(String id) {
    return etcds.target().all(0).values().stream()
        .filter(kv -> kv.key().startsWith(KEYS.runPrefix(id)))
        .collect(Collectors.toMap(KeyValue::key, KeyValue::value, (a, b) -> a, TreeMap::new));
  }

  private static void putBack(String id, Map<Bytes, Bytes> right) {
    journal(id).keySet().stream()
        .filter(key -> !right.containsKey(key))
        .forEach(etcds.target()::delete);
    right.forEach(etcds.target()::put);
  }
}
