package io.understudy.sync.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.understudy.core.mirror.Drift;
import io.understudy.core.port.Bytes;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DriftBoardTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final DriftBoard board = new DriftBoard(2, NOW);

  @Test
  void theNewestComesFirstAndTheOldestMakesRoom() {
    write("/registry/configmaps/a/one", 11, false);
    write("/registry/configmaps/b/two", 12, true);
    write("/registry/namespaces/c", 13, false);

    assertThat(board.read(10).newest())
        .containsExactly(
            new DriftBoard.Write("/registry/namespaces/c", "", "put", 13, NOW, ""),
            new DriftBoard.Write("/registry/configmaps/b/two", "b", "delete", 12, NOW, ""));
    assertThat(board.read(1).newest()).hasSize(1);
    assertThat(board.last()).contains(board.read(1).newest().getFirst());
  }

  @Test
  void allAreCountedByNamespace() {
    write("/registry/configmaps/a/one", 11, false);
    write("/registry/secrets/a/two", 12, false);
    write("/registry/namespaces/c", 13, false);

    assertThat(board.read(1).total()).isEqualTo(3);
    assertThat(board.read(1).byNamespace()).hasSize(2).containsEntry("a", 2L).containsEntry("", 1L);
  }

  @Test
  void namespacesWithoutNumberAreCountedTogether() {
    for (int i = 0; i < 1_500; i++) {
      write("/registry/configmaps/n" + i + "/one", 11 + i, false);
    }

    assertThat(board.read(1).byNamespace()).hasSize(1_001).containsEntry("(others)", 500L);
    assertThat(board.read(1).total()).isEqualTo(1_500);
  }

  @Test
  void allAreCountedByManager() {
    Bytes key = Bytes.utf8("/registry/configmaps/a/one");
    board.add(new Drift(key, 11, false, NOW, "kubectl"));
    board.add(new Drift(key, 12, false, NOW, "kubectl"));
    board.add(new Drift(key, 13, true, NOW, ""));

    assertThat(board.read(1).byManager()).containsExactly(entry("", 1L), entry("kubectl", 2L));
  }

  @Test
  void managersWithoutNumberAreCountedTogether() {
    for (int i = 0; i < 300; i++) {
      board.add(new Drift(Bytes.utf8("/registry/configmaps/a/one"), 11 + i, false, NOW, "m" + i));
    }

    assertThat(board.read(1).byManager()).hasSize(201).containsEntry("(others)", 100L);
  }

  private void write(String key, long revision, boolean deleted) {
    board.add(new Drift(Bytes.utf8(key), revision, deleted, NOW, ""));
  }
}
