package io.understudy.monitor.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.understudy.core.readiness.Thresholds;
import io.understudy.core.readiness.Thresholds.Limit;
import io.understudy.monitor.settings.ReadinessSettings.Address;
import io.understudy.service.settings.BadSettingsException;
import io.understudy.service.settings.SiteApiSettings;
import io.understudy.service.settings.SiteApiSettings.Access;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadinessReaderTest {

  @TempDir Path directory;

  @Test
  void theDefaultsAreThoseOfTheDocumentation() {
    assertThat(TestSettings.readiness())
        .isEqualTo(
            new ReadinessSettings(
                Duration.ofMinutes(1),
                Duration.ofSeconds(20),
                Duration.ofSeconds(3),
                Duration.ofMinutes(10),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(80, 443, 6443, 2379),
                Optional.empty(),
                List.of(
                    "operator.knative.dev/knativeservings",
                    "operator.knative.dev/knativeeventings"),
                List.of(),
                500,
                new Thresholds(
                    new Limit<>(Duration.ofHours(2), Duration.ofDays(1)),
                    new Limit<>(Duration.ofSeconds(10), Duration.ofSeconds(60)),
                    new Limit<>(Duration.ofDays(30), Duration.ofDays(3)),
                    new Limit<>(Duration.ofSeconds(2), Duration.ofSeconds(10)),
                    new Limit<>(80, 95),
                    2_147_483_648L,
                    2_147_483_648L),
                new SiteApiSettings("primary", Optional.empty(), List.of()),
                new SiteApiSettings("standby", Optional.empty(), List.of())));
  }

  @Test
  void addressesAreReadWithAndWithoutBrackets() {
    ReadinessSettings settings =
        TestSettings.of(
                Map.of(
                    "readiness.registry", "[2001:db8::1]:11443",
                    "readiness.source-vip", "192.0.2.1",
                    "readiness.target-vip", "2001:db8::2",
                    "readiness.platform-host", "platform.example.com",
                    "readiness.ports", " 443 , 6443 "))
            .readiness();
    assertThat(settings.registry()).contains(new Address("2001:db8::1", 11443));
    assertThat(settings.targetVip()).contains("2001:db8::2");
    assertThat(settings.ports()).containsExactly(443, 6443);
  }

  @Test
  void eitherSitesApiServersAreGivenByAddressAndTokenAndOneByOne() throws IOException {
    Path token = Files.writeString(directory.resolve("token"), "a token");
    for (String site : List.of("primary", "standby")) {
      ReadinessSettings settings =
          TestSettings.of(
                  Map.of(
                      site + ".api-url", "https://192.0.2.1:6443",
                      site + ".token-file", token.toString(),
                      site + ".api-servers",
                          "192.0.2.2, 192.0.2.3:8443 ,[2001:db8::4],2001:db8::5"))
              .readiness();
      assertThat(site.equals("primary") ? settings.primaryApi() : settings.standbyApi())
          .isEqualTo(
              new SiteApiSettings(
                  site,
                  Optional.of(
                      new Access.Token(
                          URI.create("https://192.0.2.1:6443"), token, Optional.empty())),
                  List.of(
                      "192.0.2.2:6443",
                      "192.0.2.3:8443",
                      "[2001:db8::4]:6443",
                      "[2001:db8::5]:6443")));
    }
  }

  @Test
  void anAddressWithoutATokenIsRefused() {
    assertThat(problems(Map.of("primary.api-url", "https://192.0.2.1:6443")))
        .singleElement()
        .asString()
        .startsWith("understudy.primary.token-file: missing");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          readiness.interval-ms           | 999                    | out of range
          readiness.timeout-ms            | soon                   | is no such number
          readiness.connect-timeout-ms    | 0                      | out of range
          readiness.proof-interval-ms     | 0                      | out of range
          readiness.source-vip            | 192.0.2.1:443,         | is no host
          readiness.target-vip            | https://192.0.2.1      | is no host
          readiness.platform-host         | a b                    | is no host
          readiness.ports                 | 443,http               | 'http' is no port
          readiness.ports                 | 65536                  | is no port
          readiness.ports                 | ,                      | empty
          readiness.registry              | registry               | has no port
          readiness.components            | knativeservings        | is no resource
          readiness.workloads-ignored     | a/b                    | is no workload
          readiness.workloads-ignored     | pods/a/b               | is no workload
          primary.api-servers             | https://192.0.2.1      | is no host
          standby.api-servers             | 192.0.2.1:0            | has no port
          readiness.secrets-max           | 0                      | out of range
          readiness.source-quota-bytes    | 1                      | out of range
          readiness.lag-warn-seconds      | 61                     | at most the one to fail at
          readiness.check-age-warn-seconds| 100000                 | at most the one to fail at
          readiness.certificate-warn-days | 2                      | at least the one to fail at
          readiness.clock-skew-warn-ms    | 20000                  | at most the one to fail at
          readiness.quota-warn-percent    | 96                     | at most the one to fail at
          readiness.quota-fail-percent    | 101                    | out of range
          standby.kubeconfig-file         | /no/such/file          | cannot read /no/such/file
          primary.kubeconfig-file         | /no/such/file          | cannot read /no/such/file
          primary.token-file              | /no/such/file          | cannot read /no/such/file
          primary.ca-file                 | /no/such/file          | cannot read /no/such/file
          """)
  void aBadValueIsNamedWithItsReason(String property, String value, String reason) {
    assertThat(problems(Map.of(property, value)))
        .singleElement()
        .asString()
        .startsWith("understudy." + property + ": ")
        .contains(reason);
  }

  @Test
  void anAddressThatIsNotHttpsIsRefusedWithoutRepeatingIt() throws IOException {
    Path token = Files.writeString(directory.resolve("token"), "a token");
    assertThat(
            problems(
                Map.of(
                    "primary.api-url",
                    "https://user:secret@host",
                    "primary.token-file",
                    token.toString())))
        .singleElement()
        .asString()
        .startsWith("understudy.primary.api-url: ")
        .doesNotContain("secret");
  }

  private static List<String> problems(Map<String, String> properties) {
    var bad = catchThrowableOfType(BadSettingsException.class, () -> TestSettings.of(properties));
    return bad.getMessage().lines().toList();
  }
}
