package io.understudy.sync.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.understudy.core.mirror.Limits;
import io.understudy.core.mirror.Prune;
import io.understudy.core.scope.Rules;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.etcd.Login;
import io.understudy.etcd.TlsFiles;
import io.understudy.service.settings.BadSettingsException;
import io.understudy.testkit.Captures;
import io.understudy.testkit.TestCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {

  @TempDir Path directory;

  @Test
  void endpointsAreAllThatHasToBeSet() {
    Settings settings = read(Map.of());

    assertThat(settings.link()).isEqualTo("global");
    assertThat(settings.source().endpoints()).containsExactly("http://one:2379", "two:2379");
    assertThat(settings.rules().digest())
        .isEqualTo(Rules.profile("acp-global", Rules.Options.DEFAULT).digest());
    assertThat(settings.prune()).isEqualTo(Prune.MIRRORED);
    assertThat(settings.leaderTtlSeconds()).isEqualTo(10);
    assertThat(settings.sampleInterval()).isEqualTo(Duration.ofSeconds(1));
    assertThat(settings.tokenFile()).isEmpty();
    assertThat(settings.holder()).isNotBlank();
  }

  @Test
  void theDefaultsOfTheLimitsAreTheMirrorsOwn() {
    assertThat(read(Map.of()).limits()).isEqualTo(Limits.defaults());
  }

  @Test
  void missingEndpointsAreNamedBoth() {
    var bad =
        catchThrowableOfType(
            BadSettingsException.class, () -> SettingsReader.read(TestConfig.of(Map.of())));

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
          link                  | Not_This       | must be 1 to 63 lower-case letters
          source.endpoints      | host           | unusable endpoint 'host'
          target.endpoints      | ftp://host:1   | unusable endpoint
          source.tls.ca-file    | /not/there     | cannot read /not/there: there is no such file
          target.tls.ca-file    | /              | cannot read /: it is a directory
          source.password-file  | /not/there     | cannot read /not/there: there is no such file
          scope.profile         | some           | allowed: acp-global, live-standby, everything
          prune                 | some           | allowed: mirrored, all, none
          leader.ttl-seconds    | 1              | write a whole number from 2 to 600
          leader.ttl-seconds    | ten            | 'ten' is no such number
          release-namespace     | Not_This       | is no namespace
          log.detail            | maybe          | write one of them
          call.timeout-ms       | 1              | out of range
          answer.max-bytes      | 1              | out of range
          watch.buffer-bytes    | 1              | out of range
          watch.buffer-revisions| 0              | out of range
          watch.stall-ms        | 1              | out of range
          txn.max-writes        | 0              | out of range
          txn.max-bytes         | 1              | out of range
          copy.txns-in-flight   | 0              | out of range
          copy.pin-ms           | 1              | out of range
          page.max-bytes        | 1              | out of range
          page.max-keys         | 0              | out of range
          tail.patience-ms      | 0              | out of range
          checkpoint.idle-ms    | 0              | out of range
          control.poll-ms       | 0              | out of range
          retry.attempts        | 0              | out of range
          retry.pause-ms        | 0              | out of range
          sample.interval-ms    | 1              | out of range
          api.token-file        | /not/there     | cannot read /not/there
          scope.rules-file      | /not/there     | cannot read /not/there
          source.encryption-config-file | /not/there | cannot read /not/there
          target.encryption-config-file | /not/there | cannot read /not/there
          encryption.recheck-ms | 1              | out of range
          preflight.undecryptable-max | -1       | out of range
          """)
  void aBadValueIsNamedWithItsReason(String property, String value, String reason) {
    assertThat(problems(Map.of(property, value)))
        .anySatisfy(
            line -> assertThat(line).startsWith("understudy." + property + ": ").contains(reason));
  }

  @Test
  void tlsFilesForPlainEndpointsAreRefused() {
    Path file = new TestCa(directory, "ca").file();

    assertThat(problems(Map.of("source.tls.ca-file", file.toString())))
        .singleElement()
        .asString()
        .startsWith("understudy.source.endpoints: ")
        .contains("write https://");
  }

  @Test
  void aConnectionWithCertificatesAndAUserIsRead() throws IOException {
    TestCa ca = new TestCa(directory, "ca");
    TestCa.Issued client = ca.client("client", "mirror");
    Path password = Files.writeString(directory.resolve("password"), "secret");

    EtcdEndpoint target =
        read(Map.of(
                "target.endpoints", "https://three:2379",
                "target.tls.ca-file", ca.file().toString(),
                "target.tls.cert-file", client.cert().toString(),
                "target.tls.key-file", client.key().toString(),
                "target.username", "mirror",
                "target.password-file", password.toString()))
            .target();

    assertThat(target.tls().orElseThrow().ca()).contains(ca.file());
    assertThat(target.tls().orElseThrow().client())
        .contains(new TlsFiles.Client(client.cert(), client.key()));
    assertThat(target.login()).contains(new Login("mirror", password));
  }

  @Test
  void theKeyOfAnotherCertificateIsNamed() {
    TestCa ca = new TestCa(directory, "ca");
    TestCa.Issued one = ca.client("one", "mirror");
    TestCa.Issued two = ca.client("two", "mirror");

    assertThat(
            problems(
                Map.of(
                    "target.endpoints", "https://three:2379",
                    "target.tls.cert-file", one.cert().toString(),
                    "target.tls.key-file", two.key().toString())))
        .singleElement()
        .asString()
        .startsWith("understudy.target.tls.key-file: ")
        .contains("is not the key of the certificate");
  }

  @Test
  void whatIsNoPemIsNamed() throws IOException {
    Path text = Files.writeString(directory.resolve("notes.txt"), "nothing of the kind");

    assertThat(
            problems(
                Map.of(
                    "target.endpoints",
                    "https://three:2379",
                    "target.tls.ca-file",
                    text.toString())))
        .singleElement()
        .asString()
        .startsWith("understudy.target.tls.ca-file: " + text)
        .contains("no PEM certificate");
  }

  @Test
  void halfACredentialIsNamedByWhatIsMissing() {
    TestCa.Issued client = new TestCa(directory, "ca").client("client", "mirror");

    assertThat(problems(Map.of("source.username", "mirror")))
        .singleElement()
        .asString()
        .startsWith("understudy.source.password-file: missing");
    assertThat(
            problems(
                Map.of(
                    "target.endpoints",
                    "https://three:2379",
                    "target.tls.cert-file",
                    client.cert().toString())))
        .singleElement()
        .asString()
        .startsWith("understudy.target.tls.key-file: missing");
  }

  @Test
  void allBadValuesAreNamedAtOnce() {
    assertThat(problems(Map.of("prune", "x", "txn.max-writes", "x", "scope.profile", "x")))
        .hasSize(3);
  }

  @Test
  void aBadRulesFileIsNamedWithItsLine() throws IOException {
    Path file = directory.resolve("rules.yaml");
    Files.writeString(file, "version: 1\nrules:\n- name: a\n  place: nowhere\n");

    assertThat(problems(Map.of("scope.rules-file", file.toString())))
        .singleElement()
        .asString()
        .startsWith("understudy.scope.rules-file: " + file + ":");
  }

  @Test
  void aRulesFilesRulesComeBeforeTheProfiles() throws IOException {
    Path file = directory.resolve("rules.yaml");
    Files.writeString(
        file,
        """
        version: 1
        rules:
        - name: keep-reports
          match: {group: example.com}
          place: leave-out
          reason: each site writes its own
        """);

    assertThat(read(Map.of("scope.rules-file", file.toString())).rules().rules())
        .anyMatch(rule -> rule.name().equals("keep-reports"))
        .anyMatch(rule -> rule.name().startsWith("live-standby/"));
  }

  @Test
  void anEmptyTokenFileIsRefused() throws IOException {
    Path file = Files.createFile(directory.resolve("token"));

    assertThat(problems(Map.of("api.token-file", file.toString())))
        .singleElement()
        .asString()
        .contains("is empty");
  }

  @ParameterizedTest
  @ValueSource(strings = {"source", "target"})
  void aBadEncryptionConfigurationIsNamedWithItsLineAndNothingOfItsContent(String end)
      throws IOException {
    Path file = directory.resolve("encryption.yaml");
    Files.writeString(
        file,
        Captures.encryptionConfiguration("aescbc").replace("secret: \"", "secret: \"~TOPSECRET"));

    assertThat(problems(Map.of(end + ".encryption-config-file", file.toString())))
        .singleElement()
        .asString()
        .startsWith("understudy." + end + ".encryption-config-file: " + file + ":6: ")
        .contains("not base64")
        .doesNotContain("TOPSECRET");
  }

  private static Settings read(Map<String, String> properties) {
    return SettingsReader.read(TestConfig.of(complete(properties)));
  }

  private static List<String> problems(Map<String, String> properties) {
    var bad = catchThrowableOfType(BadSettingsException.class, () -> read(properties));
    return bad.getMessage().lines().toList();
  }

  private static Map<String, String> complete(Map<String, String> properties) {
    Map<String, String> all = new HashMap<>();
    all.put("source.endpoints", "http://one:2379, two:2379");
    all.put("target.endpoints", "three:2379");
    all.putAll(properties);
    return all;
  }
}
