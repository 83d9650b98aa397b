package io.understudy.service.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountedFilesTest {

  @TempDir private Path parent;
  private Path mount;

  /** As the kubelet lays a ConfigMap out. */
  @BeforeEach
  void mount() throws IOException {
    mount = Files.createDirectory(parent.resolve("settings"));
    version("1", "a=1");
    Files.createSymbolicLink(mount.resolve("..data"), Path.of("..1"));
    Files.createSymbolicLink(
        mount.resolve("application.properties"), Path.of("..data/application.properties"));
  }

  private void version(String name, String content) throws IOException {
    Path folder = Files.createDirectory(mount.resolve(".." + name));
    Files.writeString(folder.resolve("application.properties"), content);
  }

  private void turnTo(String version) throws IOException {
    Path link = Files.createSymbolicLink(mount.resolve("..data_tmp"), Path.of(".." + version));
    Files.move(link, mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
  }

  private MountedFiles files() throws IOException {
    return new MountedFiles(List.of(mount, parent.resolve("files")));
  }

  @Test
  void anotherContentShowsUnderTheFilesOwnName() throws IOException {
    MountedFiles files = files();
    version("2", "a=2");
    assertThat(files.changed()).as("nothing leads to it yet").isEmpty();

    turnTo("2");

    assertThat(files.changed()).contains(mount.resolve("application.properties").toString());
  }

  @Test
  void theSameContentWrittenAnewDoesNot() throws IOException {
    MountedFiles files = files();
    version("2", "a=1");
    turnTo("2");

    assertThat(files.changed()).isEmpty();
  }

  @Test
  void whatComesOrGoesShows() throws IOException {
    MountedFiles files = files();
    Path key = Files.createDirectory(parent.resolve("files")).resolve("tsig.key");
    Files.writeString(key, "k");
    assertThat(files.changed()).contains(key.toString());

    MountedFiles both = files();
    assertThat(both.changed()).isEmpty();
    Files.delete(key);
    assertThat(both.changed()).contains(key.toString());
  }
}
