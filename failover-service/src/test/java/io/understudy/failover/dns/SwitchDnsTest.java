package io.understudy.failover.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Verb;
import io.understudy.failover.step.OneStep;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepFailedException;
import io.understudy.testkit.DnsServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code switch-dns} with signed updates, against a real server. */
class SwitchDnsTest {

  private static final String AT_OLD = "platform.example.test. 60 A 10.0.0.1";
  private static final String AT_NEW = "platform.example.test. 30 A 10.0.0.2";

  private static DnsServer dns;

  private final SwitchDnsKind kind = new SwitchDnsKind(NoCluster.client(), NoCluster.webhooks());

  @BeforeAll
  static void start() {
    dns = DnsServer.start("example.test", "platform 60 A 10.0.0.1", "platform 60 TXT kept");
  }

  @AfterAll
  static void stop() {
    dns.close();
  }

  @BeforeEach
  void pointToTheOldSite() {
    dns.set("platform", "A", 60, "10.0.0.1");
    dns.set("platform", "AAAA", 60);
    dns.set("drill.platform", "A", 60);
  }

  private Step step(String more) {
    return step(dns.keyFile(), "[10.0.0.2]", "[10.0.0.1]", more);
  }

  private Step step(Path keyFile, String addresses, String old, String more) {
    String with =
        "{query-timeout-seconds: 30, via: rfc2136, name: platform.example.test, addresses: %s, old-addresses: %s, ttl-seconds: 30, server: '%s', tsig-key-file: %s%s}"
            .formatted(addresses, old, dns.address(), keyFile, more);
    return kind.make(OneStep.spec(kind, with));
  }

  @Test
  void itMovesTheNameAndKeepsItsOtherRecords() throws InterruptedException {
    OneStep run = OneStep.of(Verb.SWITCHOVER);
    Evidence evidence = step("").run(run);

    assertThat(dns.records())
        .contains(AT_NEW, "platform.example.test. 60 TXT \"kept\"")
        .doesNotContain(AT_OLD);
    assertThat(evidence.lines()).containsExactly(dns.address() + " answers A 10.0.0.2 (TTL 30 s)");
    assertThat(evidence.outputs())
        .containsEntry("dns-old-ttl-seconds", "60")
        .containsKey("dns-switched-at");
    assertThat(run.notes()).containsEntry("dns-old", "A 60 10.0.0.1");
  }

  @Test
  void aSecondTimeItChangesNothing() throws InterruptedException {
    step("").run(OneStep.of(Verb.SWITCHOVER));
    long serial = dns.serial();

    OneStep second = OneStep.of(Verb.SWITCHOVER);
    assertThat(step("").run(second).summary()).contains("nothing was changed");
    assertThat(dns.serial()).isEqualTo(serial);
    assertThat(step("").undo(second).summary()).startsWith("nothing to take back");
    assertThat(dns.records()).contains(AT_NEW);
  }

  @Test
  void whatIsNeitherOldNorNewIsLeftAlone() {
    dns.set("platform", "A", 60, "10.9.9.9");
    OneStep run = OneStep.of(Verb.SWITCHOVER);

    assertThatThrownBy(() -> step("").run(run))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining("platform.example.test is A 10.9.9.9 (TTL 60 s): neither");
    assertThat(dns.records()).contains("platform.example.test. 60 A 10.9.9.9");
    assertThat(run.notes()).isEmpty();
  }

  @Test
  void theServerRefusesWhenTheNameChangesAfterItWasSeen() throws InterruptedException {
    RecordStore store = store(dns.keyFile());
    HostRecords seen = HostRecords.of(List.of("10.0.0.1"), 60);
    dns.set("platform", "A", 60, "10.0.0.1", "10.0.0.7");

    assertThat(
            store.replace(
                OneStep.of(Verb.SWITCHOVER),
                "platform.example.test",
                seen,
                HostRecords.of(List.of("10.0.0.2"), 30)))
        .isInstanceOfSatisfying(
            RecordStore.Outcome.Refused.class,
            refused -> assertThat(refused.why()).contains("changed by others"));
    assertThat(dns.records()).contains(AT_OLD, "platform.example.test. 60 A 10.0.0.7");
  }

  @Test
  void theServerRefusesWhenTheOtherKindOfAddressWasAddedMeanwhile() throws InterruptedException {
    dns.set("platform", "AAAA", 60, "fd00::9");

    assertThat(
            store(dns.keyFile())
                .replace(
                    OneStep.of(Verb.SWITCHOVER),
                    "platform.example.test",
                    HostRecords.of(List.of("10.0.0.1"), 60),
                    HostRecords.of(List.of("10.0.0.2"), 30)))
        .isInstanceOf(RecordStore.Outcome.Refused.class);
  }

  private static RecordStore store(Path keyFile) {
    return new Rfc2136Store(
        ServerAddress.read(dns.address()),
        java.util.Optional.empty(),
        keyFile.toString(),
        new DnsMessages(Duration.ofSeconds(20)));
  }

  @Test
  void afterACrashBetweenTheNoteAndTheUpdateItGoesOn() throws InterruptedException {
    OneStep run = OneStep.of(Verb.SWITCHOVER);
    run.note("dns-old", "A 60 10.0.0.1");

    step("").run(run.again());

    assertThat(dns.records()).contains(AT_NEW);
    step("").undo(run.again());
    assertThat(dns.records()).contains(AT_OLD).doesNotContain(AT_NEW);
  }

  @Test
  void afterACrashBeforeTheUpdateThereIsNothingToTakeBack() throws InterruptedException {
    OneStep run = OneStep.of(Verb.SWITCHOVER);
    run.note("dns-old", "A 60 10.0.0.1");
    long serial = dns.serial();

    step("").undo(run);

    assertThat(dns.serial()).isEqualTo(serial);
  }

  @Test
  void afterACrashBehindTheUpdateItTellsTheOldTtlStill() throws InterruptedException {
    OneStep run = OneStep.of(Verb.SWITCHOVER);
    step("").run(run);
    long serial = dns.serial();

    assertThat(step("").run(run.again()).outputs()).containsEntry("dns-old-ttl-seconds", "60");
    assertThat(dns.serial()).isEqualTo(serial);
  }

  @Test
  void undoPutsBackWhatWasThere() throws InterruptedException {
    dns.set("platform", "A", 77, "10.0.0.1", "10.0.0.11");
    dns.set("platform", "AAAA", 88, "fd00::1");
    String before = dns.hash();
    Step step = step(dns.keyFile(), "[10.0.0.2]", "[10.0.0.1, 10.0.0.11, 'fd00:0::1']", "");
    OneStep run = OneStep.of(Verb.SWITCHOVER);

    step.run(run);
    assertThat(dns.records()).contains(AT_NEW).noneMatch(line -> line.contains(" AAAA "));
    step.undo(run);

    assertThat(dns.hash()).isEqualTo(before);
    step.undo(run);
    assertThat(dns.hash()).isEqualTo(before);
  }

  @Test
  void undoLeavesAloneWhatOthersMadeOfItSince() throws InterruptedException {
    OneStep run = OneStep.of(Verb.SWITCHOVER);
    step("").run(run);
    dns.set("platform", "A", 60, "10.0.0.3");

    assertThatThrownBy(() -> step("").undo(run))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining("changed by others since");
    assertThat(dns.records()).contains("platform.example.test. 60 A 10.0.0.3");
  }

  @Test
  void itMovesIpv6Addresses() throws InterruptedException {
    dns.set("platform", "AAAA", 60, "fd00::1");
    step(dns.keyFile(), "[10.0.0.2, 'FD00::2']", "[10.0.0.1, 'fd00::1']", "")
        .run(OneStep.of(Verb.SWITCHOVER));

    assertThat(dns.records())
        .contains(AT_NEW, "platform.example.test. 30 AAAA fd00::2")
        .noneMatch(line -> line.contains("fd00::1"));
  }

  @Test
  void aDrillChangesAShadowThatWasNotThereAndLeavesTheZoneAsItWas() throws InterruptedException {
    String before = dns.hash();
    long serial = dns.serial();
    Step step = step(", shadow-name: drill.platform.example.test");
    OneStep drill = OneStep.of(Verb.DRILL);

    step.run(drill);
    assertThat(dns.records())
        .contains(AT_OLD, "drill.platform.example.test. 30 A 10.0.0.2")
        .doesNotContain(AT_NEW);
    step.undo(drill.again());

    assertThat(dns.hash()).isEqualTo(before);
    // Each update that changes something moves the serial (RFC 2136, 3.6), and it never goes back.
    assertThat(dns.serial()).isEqualTo(serial + 2);
  }

  @Test
  void aDrillPutsBackAShadowThatWasThere() throws InterruptedException {
    dns.set("drill.platform", "A", 99, "10.0.0.1");
    String before = dns.hash();
    Step step = step(", shadow-name: drill.platform.example.test");
    OneStep drill = OneStep.of(Verb.DRILL);

    step.run(drill);
    step.undo(drill);

    assertThat(dns.hash()).isEqualTo(before);
  }

  @Test
  void aLaggingSecondaryIsWaitedForAndNamed() {
    try (DnsServer secondary = DnsServer.start("example.test", "platform 60 A 10.0.0.1")) {
      Step step =
          step(", authoritative: ['%s', '%s']".formatted(dns.address(), secondary.address()));
      OneStep run = new OneStep(Verb.SWITCHOVER, Duration.ofSeconds(1), Map.of());

      assertThatThrownBy(() -> step.run(run))
          .isInstanceOf(StepFailedException.class)
          .hasMessageContaining(
              "seen last: " + secondary.address() + " answers A 10.0.0.1 (TTL 60 s)");
      assertThat(dns.records()).contains(AT_NEW);
    }
  }
}
