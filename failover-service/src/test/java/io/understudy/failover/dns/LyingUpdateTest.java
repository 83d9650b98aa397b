package io.understudy.failover.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.failover.Verb;
import io.understudy.failover.step.OneStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TSIGRecord;

/**
 * Answers to an update that anybody between may have given: none of them settles whether it was
 * taken.
 */
class LyingUpdateTest {

  private static final String NAME = "platform.example.test";
  private static final String SECRET = "c2VjcmV0LW9mLXRoZS10ZXN0cw==";
  private static final String OTHER = "bm90LXRoZS1zZWNyZXQtYXQtYWxs";
  private static final HostRecords OLD = HostRecords.of(List.of("10.0.0.1"), 60);
  private static final HostRecords NEW = HostRecords.of(List.of("10.0.0.2"), 60);

  private final LyingServer server = LyingServer.start();
  private RecordStore store;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("key"),
            "key \"update\" { algorithm hmac-sha256; secret \"" + SECRET + "\"; };\n");
    store =
        new Rfc2136Store(
            ServerAddress.read(server.address()),
            Optional.of("example.test"),
            file.toString(),
            new DnsMessages(Duration.ofSeconds(20)));
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void whatIsSignedIsBelieved() throws InterruptedException {
    server.tell((question, overTcp) -> Optional.of(signed(question, Rcode.NOERROR, SECRET)));
    assertThat(replaced()).isInstanceOf(RecordStore.Outcome.Taken.class);

    server.tell((question, overTcp) -> Optional.of(signed(question, Rcode.NXRRSET, SECRET)));
    assertThat(replaced())
        .isInstanceOfSatisfying(
            RecordStore.Outcome.Refused.class,
            refused -> assertThat(refused.why()).contains("changed nothing (NXRRSET)"));

    server.tell((question, overTcp) -> Optional.of(signed(question, Rcode.REFUSED, SECRET)));
    assertThat(replaced())
        .isInstanceOfSatisfying(
            RecordStore.Outcome.Refused.class,
            refused -> assertThat(refused.why()).contains("refuses updates", "(REFUSED)"));
  }

  @ParameterizedTest
  @ValueSource(
      ints = {Rcode.NOERROR, Rcode.NXRRSET, Rcode.YXDOMAIN, Rcode.REFUSED, Rcode.NOTAUTH, 2})
  void whatIsNotSignedOrByAnotherKeyIsNot(int code) throws InterruptedException {
    server.tell((question, overTcp) -> Optional.of(answer(question, code).toWire()));
    assertUnknown("not signed with the key");

    server.tell((question, overTcp) -> Optional.of(signed(question, code, OTHER)));
    assertUnknown("not signed with the key");
  }

  /** A server that does not know the key cannot sign; what is wrong is told all the same. */
  @Test
  void aKeyThatIsNotKnownIsSaidToBeWrong() throws InterruptedException {
    server.tell(
        (question, overTcp) -> {
          Message answer = answer(question, Rcode.NOTAUTH);
          TSIGRecord asked = question.getTSIG();
          answer.addRecord(
              new TSIGRecord(
                  asked.getName(),
                  DClass.ANY,
                  0,
                  asked.getAlgorithm(),
                  Instant.now(),
                  Duration.ofMinutes(5),
                  new byte[0],
                  question.getHeader().getID(),
                  Rcode.BADKEY,
                  new byte[0]),
              Section.ADDITIONAL);
          return Optional.of(answer.toWire());
        });

    assertUnknown("does not accept key update (hmac-sha256)");
    assertThat(store.obstacles(NAME, OLD))
        .singleElement()
        .asString()
        .contains("does not accept key update", "BADKEY");
  }

  private void assertUnknown(String why) throws InterruptedException {
    assertThat(replaced())
        .isInstanceOfSatisfying(
            RecordStore.Outcome.Unknown.class,
            unknown -> assertThat(unknown.why()).contains(why).doesNotContain("changed nothing"));
  }

  private RecordStore.Outcome replaced() throws InterruptedException {
    return store.replace(OneStep.of(Verb.SWITCHOVER), NAME, OLD, NEW);
  }

  private static Message answer(Message question, int code) {
    Message answer = new Message(question.getHeader().getID());
    answer.getHeader().setOpcode(Opcode.UPDATE);
    answer.getHeader().setFlag(Flags.QR);
    answer.getHeader().setRcode(code);
    answer.addRecord(question.getQuestion(), Section.QUESTION);
    return answer;
  }

  private static byte[] signed(Message question, int code, String secret) throws IOException {
    Message answer = answer(question, code);
    TSIG key = new TSIG(TSIG.HMAC_SHA256, Name.fromString("update", Name.root), secret);
    answer.setTSIG(key, Rcode.NOERROR, question.getTSIG());
    return answer.toWire(65_535);
  }
}
