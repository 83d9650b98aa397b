package io.understudy.monitor.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.understudy.core.check.CheckRules;
import io.understudy.core.scope.Rules;
import io.understudy.service.settings.BadSettingsException;
import io.understudy.service.settings.TargetSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MonitorSettingsReaderTest {

  @TempDir Path directory;

  @Test
  void aBadRuleOfChecksIsToldWithFileAndLine(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("check.yaml");
    Files.writeString(
        file,
        """
        version: 1
        rules:
        - name: own
          match: {resource: configmaps}
          kind: differing
          verdict: ignore
          reason: each cluster writes its own
        """);

    assertThatThrownBy(() -> read(Map.of("check.rules-file", file.toString())))
        .hasMessageContaining("understudy.check.rules-file")
        .hasMessageContaining("check.yaml:5:")
        .hasMessageContaining("unknown kind 'differing'");
  }

  @Test
  void filesOfKeysAreRead() throws IOException {
    Path good = Files.writeString(directory.resolve("ignore-equal.txt"), "/registry/a/b\n");
    Path bad = Files.writeString(directory.resolve("sync-equal-file.txt"), "registry/a/b\n");

    assertThat(read(Map.of("check.ignore-keys-file", good.toString())).check().rules())
        .isNotEqualTo(CheckRules.NONE);
    assertThatThrownBy(() -> read(Map.of("check.compare-keys-file", bad.toString())))
        .hasMessageContaining("understudy.check.compare-keys-file")
        .hasMessageContaining("sync-equal-file.txt:1: 'registry/a/b' is no key");
  }

  @Test
  void endpointsAreAllThatHasToBeSet() {
    MonitorSettings settings = read(Map.of());

    assertThat(settings.link().name()).isEqualTo("global");
    assertThat(settings.link().source().endpoints()).containsExactly("one:2379");
    assertThat(settings.link().target().endpoints()).containsExactly("two:2379");
    assertThat(settings.link().rules().digest())
        .isEqualTo(Rules.profile("acp-global", Rules.Options.DEFAULT).digest());
    assertThat(settings.link().tokenFile()).isEmpty();
    assertThat(settings.target()).isEqualTo(new TargetSettings(2_147_483_648L, 1_572_864));
    assertThat(settings.sync().rest().url()).isEmpty();
    assertThat(settings.kubernetes().deployment()).isEqualTo("etcd-sync-monitor");
  }

  @Test
  void theDefaultsAreThoseOfTheDocumentation() {
    assertThat(read(Map.of()).check())
        .isEqualTo(
            new CheckSettings(
                Duration.ofHours(24),
                100_000,
                1_000,
                Duration.ofSeconds(5),
                Path.of(System.getProperty("java.io.tmpdir")),
                Duration.ofMinutes(10),
                64,
                5,
                10_000,
                1024 * 1024,
                CheckRules.NONE));
    RoutineSettings routine = read(Map.of()).routine();
    assertThat(routine.interval()).isEqualTo(Duration.ofMinutes(30));
    assertThat(routine.cron()).isEmpty();
    assertThat(routine.keep()).isEqualTo(200);
    assertThat(routine.keepMaxBytes()).isEqualTo(262_144);
    assertThat(routine.poll()).isEqualTo(Duration.ofSeconds(2));
    assertThat(routine.turnTtl()).isEqualTo(Duration.ofSeconds(15));
    assertThat(routine.repairWait()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void missingEndpointsAreNamedBoth() {
    var bad =
        catchThrowableOfType(
            BadSettingsException.class, () -> MonitorSettingsReader.read(TestConfig.of(Map.of())));

    assertThat(bad.getMessage().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("understudy.source.endpoints: missing"),
            line -> assertThat(line).startsWith("understudy.target.endpoints: missing"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          link                        | Not_This          | must be 1 to 63 lower-case letters
          source.endpoints            | host              | unusable endpoint 'host'
          target.max-request-bytes    | 1                 | out of range
          target.quota-bytes          | 1                 | out of range
          scope.profile               | some              | allowed: acp-global, live-standby, everything
          sync.url                    | sync:8080         | write http://host:port
          sync.url                    | ftp://sync        | write http://host:port
          sync.url                    | http://           | write http://host:port
          sync.url                    | http://sync?a=b   | write http://host:port
          sync.token-file             | /not/there        | cannot read /not/there
          sync.timeout-ms             | 1                 | out of range
          api.token-file              | /not/there        | cannot read /not/there
          check.full-every            | often             | is no duration
          check.remembered-max        | -1                | out of range
          check.explain-max           | -1                | out of range
          check.waiting-max           | 200               | out of range
          check.spool-dir             | /not/there        | is no directory
          check.wait-ms               | 1                 | out of range
          check.attempts              | 0                 | out of range
          check.page.max-keys         | 0                 | out of range
          check.page.max-bytes        | 1                 | out of range
          monitor.check-interval      | -1                | out of range
          monitor.check-interval      | 30m               | '30m' is no such number
          monitor.check-cron          | now and then      | is no time to check
          monitor.check-cron          | 61 * * * *        | is no time to check
          monitor.keep                | 0                 | out of range
          monitor.keep-max-bytes      | 1                 | out of range
          monitor.poll-ms             | 10                | out of range
          monitor.turn-ttl-seconds    | 1                 | out of range
          monitor.repair-wait-ms      | -1                | out of range
          kubernetes.deployment       | Not_This          | is no name of a Deployment
          """)
  void aBadValueIsNamedWithItsReason(String property, String value, String reason) {
    assertThat(problems(Map.of(property, value)))
        .singleElement()
        .satisfies(
            line -> assertThat(line).startsWith("understudy." + property + ": ").contains(reason));
  }

  @Test
  void allBadValuesAreNamedAtOnce() {
    assertThat(problems(Map.of("scope.profile", "x", "check.attempts", "x", "monitor.keep", "x")))
        .hasSize(3);
  }

  @Test
  void aUserInTheAddressOfSyncServiceIsRefusedWithoutRepeatingIt() {
    assertThat(problems(Map.of("sync.url", "http://user:secret@host")))
        .singleElement()
        .asString()
        .startsWith("understudy.sync.url: ")
        .doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource({
    "http://sync:8080, http://sync:8080",
    "https://sync/, https://sync",
    "http://[fd00::2]:8080/behind/a/path/, http://[fd00::2]:8080/behind/a/path"
  })
  void theAddressOfSyncServiceHasNoSlashAtItsEnd(String given, String read) {
    assertThat(read(Map.of("sync.url", given)).sync().rest().url()).contains(URI.create(read));
  }

  @ParameterizedTest
  @CsvSource({
    "0 3 * * *, 0 0 3 * * ? *",
    "*/5 * * * *, 0 */5 * * * ? *",
    "0 0 3 ? * SUN, 0 0 3 ? * SUN"
  })
  void aTimeToCheckIsWrittenAsInACrontabOrAsForQuartz(String given, String read) {
    assertThat(read(Map.of("monitor.check-cron", given)).routine().cron()).contains(read);
  }

  @Test
  void zeroMinutesMeanNever() {
    assertThat(read(Map.of("monitor.check-interval", "0")).routine().interval()).isZero();
  }

  @Test
  void aTokenForSyncServiceIsReadFromItsFile() throws IOException {
    Path file = Files.writeString(directory.resolve("token"), "a token");

    assertThat(read(Map.of("sync.token-file", file.toString())).sync().rest().tokenFile())
        .contains(file);
  }

  private static MonitorSettings read(Map<String, String> properties) {
    Map<String, String> all = new HashMap<>();
    all.put("source.endpoints", "one:2379");
    all.put("target.endpoints", "two:2379");
    all.putAll(properties);
    return MonitorSettingsReader.read(TestConfig.of(all));
  }

  private static List<String> problems(Map<String, String> properties) {
    var bad = catchThrowableOfType(BadSettingsException.class, () -> read(properties));
    return bad.getMessage().lines().toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          30    |                   | PT30M
          10080 |                   | PT168H
          0     |                   | PT0S
          0     | 0 3 * * *         | PT24H
          60    | 0 3 * * *         | PT1H
          0     | * 8-17 * * 1-5    | PT62H1M
          0     | 0 3 1 1 *         | PT8760H
          """)
  void theLongestBetweenTwoChecksIsKnown(String interval, String cron, Duration longest) {
    Map<String, String> given = new HashMap<>(Map.of("monitor.check-interval", interval));
    if (cron != null) {
      given.put("monitor.check-cron", cron);
    }

    assertThat(read(given).routine().longestBetween(ZonedDateTime.parse("2026-03-02T12:00:00Z")))
        .isEqualTo(longest);
  }
}
