package io.understudy.service.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quarkiverse.resteasy.problem.HttpProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The token of a file, alone and beside a cluster. */
class TokenFileAuthorityTest {

  private static final Caller HOLDER =
      new Caller("the holder of the token", List.of(), "token-file");
  private static final Caller ALICE = new Caller("alice", List.of(), "kubernetes");

  @TempDir Path directory;
  private Path file;

  private record Alice() implements Identity {
    @Override
    public Caller caller() {
      return ALICE;
    }

    @Override
    public Optional<String> refusal(Permission permission) {
      return Optional.empty();
    }
  }

  @BeforeEach
  void writeToken() throws IOException {
    file = Files.writeString(directory.resolve("token"), "the token\n");
  }

  @Test
  void theFilesTokenPassesAndMayWhatIsGivenToIt() {
    Identity holder = authority(Optional.of(file)).identify(shown("Bearer the token"));

    assertThat(holder.caller()).isEqualTo(HOLDER);
    assertThat(holder.refusal(MirrorRight.DEMOTE)).isEmpty();
    assertThat(holder.refusal(MirrorRight.PROMOTE))
        .hasValueSatisfying(
            why -> assertThat(why).contains("understudy.api.token-rights", "'promote'"));
  }

  @Test
  void aNewTokenCountsAtOnce() throws IOException {
    Files.writeString(file, "another");

    assertThat(refusal(Optional.of(file), "Bearer the token").getStatusCode()).isEqualTo(401);
    assertThat(authority(Optional.of(file)).identify(shown("bearer another")).caller())
        .isEqualTo(HOLDER);
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
    assertThat(besideACluster("Bearer ")).isEqualTo(ALICE);

    Files.delete(file);
    assertThat(refusal(Optional.of(file), "Bearer the token").getStatusCode()).isEqualTo(503);
    assertThat(besideACluster("Bearer the token")).isEqualTo(ALICE);
  }

  @Test
  void besideAClusterWhoeverHasNotTheFilesTokenIsTheClustersToKnow() {
    assertThat(besideACluster("Bearer the token")).isEqualTo(HOLDER);
    assertThat(besideACluster("Bearer of alice")).isEqualTo(ALICE);
    assertThat(besideACluster(null)).isEqualTo(ALICE);
  }

  /** Whoever is asked about is Alice. */
  private Caller besideACluster(String header) {
    return new TokenFileOrCluster(authority(Optional.of(file)), any -> new Alice())
        .identify(shown(header))
        .caller();
  }

  private static TokenFileAuthority authority(Optional<Path> file) {
    return new TokenFileAuthority(file, right -> right == MirrorRight.DEMOTE);
  }

  private static Credentials shown(String header) {
    return new Credentials(Optional.ofNullable(header), Optional.empty(), false);
  }

  private static HttpProblem refusal(Optional<Path> file, String header) {
    return catchThrowableOfType(HttpProblem.class, () -> authority(file).identify(shown(header)));
  }
}
