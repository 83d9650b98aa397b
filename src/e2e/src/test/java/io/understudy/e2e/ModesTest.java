package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Jobs' modes of failover-service's image, as the process that a Job starts. */
class ModesTest {

  private static final int MISUSED = 2;
  private static final int MINUTES_MAX = 3;

  @TempDir private Path directory;

  private record Ended(int code, String says) {}

  private Ended run(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    Path log = directory.resolve("log");
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-jar",
            ServiceProcess.built("failover-service/target/quarkus-app/quarkus-run.jar").toString());
    builder.command().addAll(List.of(arguments));
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("UNDERSTUDY_") || name.startsWith("KUBE"));
    builder.environment().putAll(environment);
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      assertThat(process.waitFor(MINUTES_MAX, TimeUnit.MINUTES)).as("it ends").isTrue();
      return new Ended(process.exitValue(), Files.readString(log));
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aBootstrapThatIsNotToldWhereThePrimaryIsSaysSo() throws Exception {
    Ended ended = run(Map.of(), "bootstrap");

    assertThat(ended.code()).isEqualTo(MISUSED);
    assertThat(ended.says())
        .contains("understudy.bootstrap.primary-host: ")
        .doesNotContain("Exception", "\tat ");
  }

  @Test
  void aGuardThatCannotUseItsSettingsNamesThem() throws Exception {
    Ended ended =
        run(
            Map.of("UNDERSTUDY_UNINSTALL_FORCE", "perhaps", "UNDERSTUDY_SYNC_URL", "etcd-sync"),
            "uninstall-guard");

    assertThat(ended.code()).isEqualTo(MISUSED);
    assertThat(ended.says())
        .contains("uninstall.force", "perhaps", "sync.url")
        .doesNotContain("Exception", "\tat ");
  }

  @Test
  void aModeThatThereIsNotIsAnsweredWithThoseThereAre() throws Exception {
    Ended ended = run(Map.of(), "bootstrop");

    assertThat(ended.code()).isEqualTo(MISUSED);
    assertThat(ended.says())
        .contains(
            "there is no mode 'bootstrop'", "bootstrap:", "uninstall-guard:", "uninstall-sweep:");
  }
}
