package io.understudy.sync.replica;

import static io.understudy.sync.replica.TestLink.KEYS;
import static io.understudy.sync.replica.TestLink.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.TermRecord;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.scope.Rules;
import io.understudy.sync.status.Phase;
import io.understudy.sync.status.Status;
import io.understudy.testkit.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Instant;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each is told with its cause and its end, nothing is written, and it goes on once mended. */
class BadInputTest {

  private static final Map<String, String> EVERYTHING = Map.of("scope.profile", "everything");
  private static final Rules RULES = Rules.profile("everything", Rules.Options.DEFAULT);
  private static final Bytes KEY = Bytes.utf8("/registry/configmaps/default/one");

  private final TestLink link = new TestLink();

  @AfterEach
  void close() {
    link.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"source", "target"})
  void anEndThatCannotBeReachedIsNamedAndTriedAgain(String end) throws IOException {
    try (Replica replica = link.start("one", at(end, "http://127.0.0.1:" + freePort()))) {
      assertFailedAt(replica, end);
      assertThat(replica.isAlive()).isTrue();
    }
    assertThat(link.target.get(KEY)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"source", "target"})
  void somethingThatIsNoEtcdIsNamed(String end) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
    try (Replica replica =
        link.start("one", at(end, "http://127.0.0.1:" + server.getAddress().getPort()))) {
      assertFailedAt(replica, end);
    } finally {
      server.stop(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"source", "target"})
  void somethingThatNeverAnswersIsNamed(String end) throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Replica replica = link.start("one", at(end, "http://127.0.0.1:" + silent.getLocalPort()))) {
      assertFailedAt(replica, end);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          term       | {
          term       | {"version":1,"role":"king","term":1,"holder":"","since":"","reason":""}
          checkpoint | not JSON
          checkpoint | {"version":9}
          scope      | {"version":1}
          scope      | {"version":1,"rules":["no rules at all"]}
          resync     | {"version":1,"accept":"many"}
          """)
  void aCorruptRecordIsRefusedAndTheMirrorGoesOnOnceItIsMended(String record, String value) {
    link.source.put(KEY, Bytes.utf8("a"));
    Bytes key = KEYS.prefix().plus(Bytes.utf8(record));
    link.target.put(key, Bytes.utf8(value));
    try (Replica replica = link.start("one", EVERYTHING)) {
      Status refused = await(replica, status -> status.phase() == Phase.REFUSED);

      assertThat(refused.lastRefusal().why()).contains("control record '" + record + "'");
      assertThat(refused.lastRefusal().why() + refused.lastRefusal().remedy()).contains("delete");
      assertThat(link.target.get(key).map(KeyValue::value)).contains(Bytes.utf8(value));
      assertThat(link.target.get(KEY)).isEmpty();

      link.target.delete(key);
      await(replica, Status::sound);
      link.awaitEqual(RULES);
    }
  }

  @Test
  void aPauseIsAPauseWhateverItsRecordHolds() {
    link.source.put(KEY, Bytes.utf8("a"));
    link.target.put(KEYS.paused(), Bytes.utf8("{{"));
    try (Replica replica = link.start("one", EVERYTHING)) {
      await(replica, status -> status.phase() == Phase.PAUSED);
      assertThat(link.target.get(KEY)).isEmpty();

      replica.requests().resume();
      await(replica, Status::sound);
    }
  }

  static Stream<Edit> edits() {
    return Stream.of(
        new Edit("a watermark of the future", "\"watermark\":\\d+", "\"watermark\":999999"),
        new Edit("a negative watermark", "\"watermark\":\\d+", "\"watermark\":-5"),
        new Edit("an unknown phase", "\"phase\":\"tail\"", "\"phase\":\"soon\""),
        new Edit("a tail without a watermark", "\"watermark\":\\d+", "\"watermark\":0"),
        new Edit(
            "a last key of the future", "\"lastKeyRevision\":\\d+", "\"lastKeyRevision\":999999"),
        new Edit("a drift of the future", "\"driftRevision\":\\d+", "\"driftRevision\":999999"),
        new Edit("another cluster", "\"sourceClusterId\":\"[^\"]+", "\"sourceClusterId\":\"abc"));
  }

  record Edit(String what, String part, String by) implements UnaryOperator<Bytes> {
    @Override
    public Bytes apply(Bytes json) {
      return Bytes.utf8(json.utf8().replaceFirst(part, by));
    }

    @Override
    public String toString() {
      return what;
    }
  }

  @ParameterizedTest
  @MethodSource("edits")
  void anEditedCheckpointIsRefusedAndTheMirrorGoesOnOnceItIsMended(Edit edit) {
    link.source.put(KEY, Bytes.utf8("a"));
    try (Replica replica = link.start("one", EVERYTHING)) {
      await(replica, Status::sound);
    }
    Bytes good = link.target.get(KEYS.checkpoint()).orElseThrow().value();
    Bytes bad = edit.apply(good);
    assertThat(bad).isNotEqualTo(good);
    link.target.put(KEYS.checkpoint(), bad);
    link.source.put(KEY, Bytes.utf8("b"));
    Map<Bytes, Long> before = written();
    try (Replica replica = link.start("two", EVERYTHING)) {
      Status refused = await(replica, status -> status.phase() == Phase.REFUSED);

      assertThat(refused.lastRefusal().remedy()).isNotBlank();
      assertThat(written()).isEqualTo(before);

      link.target.put(KEYS.checkpoint(), good);
      await(replica, Status::sound);
      link.awaitEqual(RULES);
    }
  }

  @Test
  void aClockThatDiffersIsWarnedOf() {
    Instant future = Instant.now().plusSeconds(3600);
    TermRecord term = new TermRecord(TermRecord.Role.STANDBY, 3, "another", future, "for the test");
    link.target.put(KEYS.term(), term.toJson());
    try (Replica replica = link.start("one", EVERYTHING)) {
      Status sound = await(replica, Status::sound);

      assertThat(sound.warnings())
          .singleElement()
          .satisfies(
              warning -> {
                assertThat(warning.what()).contains("term.since");
                assertThat(warning.remedy()).contains("NTP");
              });
    }
    assertThat(
            Checkpoint.fromJson(link.target.get(KEYS.checkpoint()).orElseThrow().value()).phase())
        .isEqualTo(Checkpoint.Phase.TAIL);
  }

  /** Both in the last failure and in what each end says of itself. */
  private static void assertFailedAt(Replica replica, String end) {
    await(
        replica,
        status ->
            status.lastFailure() != null
                && status.lastFailure().why().contains(end + ": ")
                && errorAt(end, status) != null
                && errorAt(end.equals("source") ? "target" : "source", status) == null);
  }

  private static @Nullable String errorAt(String end, Status status) {
    return end.equals("source") ? status.sourceError() : status.targetError();
  }

  private static Map<String, String> at(String end, String endpoint) {
    return Map.of(
        "scope.profile",
        "everything",
        end + ".endpoints",
        endpoint,
        "call.timeout-ms",
        "300",
        "retry.attempts",
        "2");
  }

  private Map<Bytes, Long> written() {
    return link.target.all(0).values().stream()
        // To lead takes a lease's key, and raises the term; that it is there is told all the same.
        .filter(kv -> !kv.key().equals(KEYS.leader()))
        .collect(
            Collectors.toMap(
                KeyValue::key,
                kv -> kv.key().equals(KEYS.term()) ? kv.createRevision() : kv.modRevision()));
  }

  private static int freePort() {
    return FreePorts.find(1).getFirst();
  }
}
