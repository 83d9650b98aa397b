package io.understudy.monitor.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.core.check.CheckDifference;
import io.understudy.core.check.DifferenceKind;
import io.understudy.core.port.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {

  @TempDir Path directory;

  @Test
  void whatIsWrittenIsReadAsOftenAsWanted() throws IOException {
    CheckDifference one = difference("/registry/a", DifferenceKind.MISSED, false);
    CheckDifference two = difference("/registry/b", DifferenceKind.MISSED, true);
    CheckDifference other = difference("/registry/c", DifferenceKind.SURPLUS, false);
    try (Spool spool = Spool.in(directory)) {
      List.of(one, other, two).forEach(spool::found);
      spool.finish();

      for (int i = 0; i < 2; i++) {
        assertThat(read(spool, DifferenceKind.MISSED)).containsExactly(one, two);
        assertThat(read(spool, DifferenceKind.SURPLUS)).containsExactly(other);
        assertThat(read(spool, DifferenceKind.DIFFERENT)).isEmpty();
      }
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void whatWasFoundBeforeItStartedOverIsGone() throws IOException {
    CheckDifference later = difference("/registry/later", DifferenceKind.MISSED, false);
    try (Spool spool = Spool.in(directory)) {
      spool.found(difference("/registry/before", DifferenceKind.MISSED, false));
      spool.found(difference("/registry/before", DifferenceKind.SURPLUS, false));
      spool.startOver();
      spool.found(later);
      spool.finish();

      assertThat(read(spool, DifferenceKind.MISSED)).containsExactly(later);
      assertThat(read(spool, DifferenceKind.SURPLUS)).isEmpty();
    }
  }

  @Test
  void aDirectoryThatIsNotThereIsNamedWithItsProperty() {
    assertThatThrownBy(() -> Spool.in(directory.resolve("nowhere")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("understudy.check.spool-dir")
        .hasMessageContaining("nowhere");
  }

  @Test
  void whatAKilledProcessLeftBehindIsCleared() throws IOException {
    Path dead = Files.createDirectory(directory.resolve("understudy-check-999999999999-1"));
    Files.writeString(dead.resolve("missed"), "x");
    Path other = Files.createDirectory(directory.resolve("understudy-check-1-1"));
    Path foreign = Files.createDirectory(directory.resolve("something-else"));

    Spool.clear(directory);

    assertThat(dead).doesNotExist();
    assertThat(other).as("of a process that lives").exists();
    assertThat(foreign).exists();
  }

  private static CheckDifference difference(String key, DifferenceKind kind, boolean parked) {
    return new CheckDifference(Bytes.utf8(key), kind, parked, 7, 11, !parked);
  }

  private static List<CheckDifference> read(Spool spool, DifferenceKind kind) throws IOException {
    List<CheckDifference> all = new ArrayList<>();
    spool.read(kind, all::add);
    return all;
  }
}
