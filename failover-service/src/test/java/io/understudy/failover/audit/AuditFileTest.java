package io.understudy.failover.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditFileTest {

  @TempDir Path directory;
  private Path path;
  private AuditFile file;

  @BeforeEach
  void name() {
    path = directory.resolve("audit.jsonl");
    file = new AuditFile(path);
  }

  @Test
  void linesAreAddedToAFileThatOnlyItsOwnerReads() throws Exception {
    file.write(line("r1", 0));
    file.write(line("r1", 1));

    assertThat(path).hasContent("{\"run\":\"r1\",\"entry\":0}\n{\"run\":\"r1\",\"entry\":1}");
    assertThat(Files.getPosixFilePermissions(path))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void aLineTornByACrashDoesNotSpoilTheNext() throws Exception {
    file.write(line("r1", 0));
    Files.write(path, new byte[] {'{', '"', 'r', '1', (byte) 0xc3}, StandardOpenOption.APPEND);
    file.write(line("r1", 2));

    assertThat(Files.readString(path, java.nio.charset.StandardCharsets.ISO_8859_1).lines())
        .hasSize(3)
        .last()
        .isEqualTo("{\"run\":\"r1\",\"entry\":2}");
    assertThat(file.entries("r1")).containsExactly(0, 2);
    assertThat(file.entries("r2")).isEmpty();
  }

  @Test
  void aFileThatWasRenamedIsBegunAnew() throws Exception {
    file.write(line("r1", 0));
    Files.move(path, directory.resolve("audit.jsonl.1"));
    assertThat(file.entries("r1")).isEmpty();
    file.write(line("r1", 1));

    assertThat(path).hasContent("{\"run\":\"r1\",\"entry\":1}");
  }

  @Test
  void whatCannotBeWrittenSaysWhatToDo() throws Exception {
    Files.createDirectory(path);

    assertThatThrownBy(() -> file.write(line("r1", 0)))
        .isInstanceOf(AuditException.class)
        .hasMessageContaining(path.toString())
        .hasMessageContaining("understudy.audit.file");
  }

  private static ObjectNode line(String run, int entry) {
    return JsonNodeFactory.instance.objectNode().put("run", run).put("entry", entry);
  }
}
