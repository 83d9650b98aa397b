package io.understudy.failover.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.failover.access.AccessSettings.Mode;
import io.understudy.testkit.TestCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessSettingsTest {

  @TempDir Path directory;

  @Test
  void withoutSettingsTheClusterIsAskedWhereThereIsOneAndElseTheTokenFile() {
    assertThat(read("auto", "10", "", "", true).mode()).isEqualTo(Mode.KUBERNETES);
    assertThat(read("auto", "10", "", "", false).mode()).isEqualTo(Mode.TOKEN_FILE);
    assertThat(read("token-file", "10", "", "", true).mode()).isEqualTo(Mode.TOKEN_FILE);
    assertThat(read("Kubernetes", "0", "", "", false).mode()).isEqualTo(Mode.KUBERNETES);
    assertThat(read("auto", "10", "", "", true).reviews().hold()).isEqualTo(Duration.ofSeconds(10));
    assertThat(read("auto", "10", "", "", true).reviews().kept()).isEqualTo(7);
  }

  @Test
  void clientCertificatesNeedTheirCaAndTheirRights() throws IOException {
    String ca = new TestCa(directory, "ca").file().toString();
    String rights = file("rights", "cn=alice: [plan]");

    assertThat(read("mtls", "10", ca, rights, false).rightsFile()).contains(Path.of(rights));
    refuses("mtls", ca, "", "understudy.api.mtls.rights-file: missing");
    refuses("mtls", "", rights, "understudy.api.mtls.ca-file: missing");
    refuses("mtls", file("none", "no PEM"), rights, "understudy.api.mtls.ca-file: ");
    refuses("mtls", ca, file("bad", "alice: 1"), "understudy.api.mtls.rights-file: ");
  }

  @Test
  void badValuesAreNamed() {
    refuses("oauth", "", "", "understudy.api.authorization: 'oauth' is unknown; allowed: auto");
    assertThatThrownBy(() -> read("auto", "301", "", "", true))
        .hasMessageContaining("understudy.api.review-cache-seconds: 301 is out of range");
    Given none = new Given("auto", "10", "0", new Written("", ""));
    assertThatThrownBy(() -> AccessSettings.read(none, true))
        .hasMessageContaining("understudy.api.review-cache-max: 0 is out of range");
  }

  private String file(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content).toString();
  }

  private static void refuses(String mode, String ca, String rights, String why) {
    assertThatThrownBy(() -> read(mode, "10", ca, rights, false)).hasMessageContaining(why);
  }

  private static AccessSettings read(
      String mode, String seconds, String ca, String rights, boolean isInCluster) {
    return AccessSettings.read(new Given(mode, seconds, "7", new Written(ca, rights)), isInCluster);
  }

  private record Given(
      String authorization,
      String reviewCacheSeconds,
      String reviewCacheMax,
      AccessConfig.Mtls mtls)
      implements AccessConfig {}

  private record Written(String ca, String rights) implements AccessConfig.Mtls {
    @Override
    public Optional<String> caFile() {
      return Optional.of(ca);
    }

    @Override
    public Optional<String> rightsFile() {
      return Optional.of(rights);
    }
  }
}
