package io.understudy.failover.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.failover.dns.LyingServer.Lie;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** What DNS servers say that lie, or are broken: nothing of it is taken for the name's address. */
class LyingDnsTest {

  private static final String NAME = "platform.example.test";
  private static final String WANTED = "10.0.0.2";
  private static final Duration TIMEOUT = Duration.ofMillis(800);
  private static final int DAMAGED_ANSWERS = 60;

  private final LyingServer server = LyingServer.start();
  private final ServerAddress address = ServerAddress.read(server.address());
  private final DnsLookups lookups = new DnsLookups(new DnsMessages(TIMEOUT));

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void whatTheNameIsSaidToBeIsBelieved() {
    server.tell(answering((question, answer) -> answer.addRecord(a(NAME, WANTED), Section.ANSWER)));

    assertThat(found(false).addresses()).containsExactly(WANTED);
    assertThat(found(true).addresses()).containsExactly(WANTED);
  }

  @Test
  void anAddressOfAnotherNameIsNotTheNames() {
    server.tell(
        answering(
            (question, answer) -> {
              answer.addRecord(a("other.example.test", WANTED), Section.ANSWER);
              answer.addRecord(a(NAME, WANTED), Section.ADDITIONAL);
              answer.addRecord(a(NAME, WANTED), Section.AUTHORITY);
            }));

    assertThat(found(false).addresses()).isEmpty();
    assertThat(found(true).addresses()).isEmpty();
  }

  @Test
  void aliasesAreFollowedToTheirEndAndNoOther() {
    server.tell(
        answering(
            (question, answer) -> {
              answer.addRecord(alias(NAME, "one.example.test"), Section.ANSWER);
              answer.addRecord(a("two.example.test", WANTED), Section.ANSWER);
              answer.addRecord(alias("one.example.test", "two.example.test"), Section.ANSWER);
              answer.addRecord(a("three.example.test", "10.0.0.9"), Section.ANSWER);
            }));

    assertThat(found(false).addresses()).containsExactly(WANTED);
    assertThat(lookups.authoritative(address, NAME)).isInstanceOf(Lookup.Alias.class);
  }

  @Test
  void aliasesThatGoRoundEnd() {
    server.tell(
        answering(
            (question, answer) -> {
              answer.addRecord(alias(NAME, "one.example.test"), Section.ANSWER);
              answer.addRecord(alias("one.example.test", NAME), Section.ANSWER);
            }));

    assertThat(found(false).addresses()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anAnswerToAnotherQuestionIsNone(boolean overTcp) {
    server.tell(
        (question, tcp) -> {
          Message answer = new Message(question.getHeader().getID());
          answer.getHeader().setFlag(Flags.QR);
          answer.getHeader().setFlag(Flags.AA);
          answer.addRecord(
              Record.newRecord(name("other.example.test"), Type.A, DClass.IN), Section.QUESTION);
          answer.addRecord(a(NAME, WANTED), Section.ANSWER);
          return Optional.of(answer.toWire());
        });

    assertThat(ask(overTcp)).isInstanceOf(Lookup.Failed.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anAnswerWithAnotherIdIsNone(boolean overTcp) {
    server.tell(
        (question, tcp) -> {
          Message answer = answer(question);
          answer.getHeader().setID((question.getHeader().getID() + 1) & 0xFFFF);
          answer.addRecord(a(NAME, WANTED), Section.ANSWER);
          return Optional.of(answer.toWire());
        });

    assertFailed(ask(overTcp));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noAnswerIsToldWithTheServersAddress(boolean overTcp) {
    server.tell((question, tcp) -> Optional.empty());

    assertFailed(ask(overTcp));
  }

  @Test
  void whatDoesNotFitIsAskedForAgainAndThenNotBelievedEither() {
    server.tell(
        (question, overTcp) -> {
          Message answer = answer(question);
          if (overTcp) {
            return Optional.of(new byte[] {1, 2, 3});
          }
          answer.getHeader().setFlag(Flags.TC);
          answer.addRecord(a(NAME, WANTED), Section.ANSWER);
          return Optional.of(answer.toWire());
        });

    assertFailed(ask(false));
  }

  /** Each bit of a right answer may be another one: it is refused, or says some address. */
  @Test
  void damagedAnswersBreakNothing() {
    Random random = new Random(7);
    server.tell(
        (question, overTcp) -> {
          Message answer = answer(question);
          answer.addRecord(a(NAME, WANTED), Section.ANSWER);
          answer.addRecord(alias("one.example.test", NAME), Section.ANSWER);
          byte[] bytes = answer.toWire();
          // The id stays, so that it is looked at.
          for (int i = 0; i <= random.nextInt(4); i++) {
            bytes[2 + random.nextInt(bytes.length - 2)] ^= (byte) (1 << random.nextInt(8));
          }
          return Optional.of(bytes);
        });

    int failed = 0;
    for (int i = 0; i < DAMAGED_ANSWERS; i++) {
      Lookup looked =
          new DnsLookups(new DnsMessages(Duration.ofMillis(100))).authoritative(address, NAME);
      if (looked instanceof Lookup.Failed refused) {
        failed++;
        assertThat(refused.why()).contains(address.text());
      }
    }
    assertThat(failed).as("some are too damaged, some not").isBetween(1, DAMAGED_ANSWERS - 1);
  }

  private interface Filling {
    void fill(Message question, Message answer) throws IOException;
  }

  private static Lie answering(Filling filling) {
    return (question, overTcp) -> {
      Message answer = answer(question);
      if (question.getQuestion().getType() == Type.A) {
        filling.fill(question, answer);
      }
      return Optional.of(answer.toWire());
    };
  }

  private static Message answer(Message question) {
    Message answer = new Message(question.getHeader().getID());
    answer.getHeader().setFlag(Flags.QR);
    answer.getHeader().setFlag(Flags.AA);
    answer.addRecord(question.getQuestion(), Section.QUESTION);
    return answer;
  }

  private Lookup ask(boolean overTcp) {
    return overTcp ? lookups.authoritative(address, NAME) : lookups.recursive(address, NAME);
  }

  private HostRecords found(boolean overTcp) {
    Lookup looked = ask(overTcp);
    assertThat(looked).isInstanceOf(Lookup.Found.class);
    return ((Lookup.Found) looked).records();
  }

  private void assertFailed(Lookup looked) {
    assertThat(looked).isInstanceOf(Lookup.Failed.class);
    assertThat(((Lookup.Failed) looked).why()).contains(address.text());
  }

  private static Record a(String name, String address) throws IOException {
    return new ARecord(name(name), DClass.IN, 60, InetAddress.getByName(address));
  }

  private static Record alias(String name, String target) throws IOException {
    return new CNAMERecord(name(name), DClass.IN, 60, name(target));
  }

  private static Name name(String text) throws IOException {
    return Name.fromString(text, Name.root);
  }
}
