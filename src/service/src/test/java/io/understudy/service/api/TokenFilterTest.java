package io.understudy.service.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quarkiverse.resteasy.problem.HttpProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenFilterTest {

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void writeToken() throws IOException {
    file = Files.writeString(directory.resolve("token"), "the token\n");
  }

  @Test
  void theFilesTokenPasses() {
    assertThatCode(() -> TokenFilter.check(Optional.of(file), "Bearer the token"))
        .doesNotThrowAnyException();
  }

  @Test
  void noneOrAnotherIsUnauthorized() {
    assertThat(refusal(Optional.of(file), null).getStatusCode()).isEqualTo(401);
    assertThat(refusal(Optional.of(file), "Bearer ").getStatusCode()).isEqualTo(401);
    assertThat(refusal(Optional.of(file), "Bearer the toke").getStatusCode()).isEqualTo(401);
    assertThat(refusal(Optional.of(file), "Basic the token").getStatusCode()).isEqualTo(401);
  }

  @Test
  void withoutAFileNothingPassesAndTheProblemSaysHowToEnableIt() {
    HttpProblem refusal = refusal(Optional.empty(), "Bearer ");

    assertThat(refusal.getStatusCode()).isEqualTo(403);
    assertThat(refusal.getDetail()).contains("understudy.api.token-file");
  }

  @Test
  void anEmptyOrMissingFileLetsNothingPass() throws IOException {
    Files.writeString(file, "\n");
    assertThat(refusal(Optional.of(file), "Bearer ").getStatusCode()).isEqualTo(503);

    Files.delete(file);
    assertThat(refusal(Optional.of(file), "Bearer the token").getStatusCode()).isEqualTo(503);
  }

  private static HttpProblem refusal(Optional<Path> file, String header) {
    return catchThrowableOfType(HttpProblem.class, () -> TokenFilter.check(file, header));
  }
}
