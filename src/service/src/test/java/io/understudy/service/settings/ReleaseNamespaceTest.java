package io.understudy.service.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleaseNamespaceTest {

  @TempDir Path directory;

  @Test
  void whatIsGivenCountsFirst() throws IOException {
    assertThat(ReleaseNamespace.of(Optional.of("dr"), mounted("other\n"))).isEqualTo("dr");
  }

  @Test
  void elseThePodsOwnNamespaceCounts() throws IOException {
    assertThat(ReleaseNamespace.of(Optional.empty(), mounted("dr\n"))).isEqualTo("dr");
  }

  @Test
  void outsideAPodItIsTheUsualOne() {
    assertThat(ReleaseNamespace.of(Optional.empty(), directory.resolve("none")))
        .isEqualTo("cpaas-system");
  }

  private Path mounted(String content) throws IOException {
    return Files.writeString(directory.resolve("namespace"), content);
  }
}
