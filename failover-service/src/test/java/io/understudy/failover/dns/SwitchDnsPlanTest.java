package io.understudy.failover.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.failover.Forecast;
import io.understudy.core.failover.Verb;
import io.understudy.failover.step.OneStep;
import io.understudy.failover.step.PlanContext;
import io.understudy.testkit.DnsServer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a plan finds before anything is changed; it never changes anything itself. */
class SwitchDnsPlanTest {

  private static final String GOOD =
      "{query-timeout-seconds: 30, via: rfc2136, name: platform.example.test, addresses:"
          + " [10.0.0.2], old-addresses: [10.0.0.1], server: '%s', tsig-key-file: %s, shadow-name:"
          + " drill.example.test}";

  private static DnsServer dns;
  private static long serial;

  private final SwitchDnsKind kind = new SwitchDnsKind(NoCluster.client(), NoCluster.webhooks());

  @BeforeAll
  static void start() {
    dns =
        DnsServer.start(
            "example.test",
            "platform 60 A 10.0.0.1",
            "moved 60 A 10.9.9.9",
            "alias 60 CNAME platform",
            "*.wild 60 A 10.0.0.1");
    serial = dns.serial();
  }

  @AfterAll
  static void stop() {
    dns.close();
  }

  @AfterEach
  void nothingWasChanged() {
    assertThat(dns.serial()).isEqualTo(serial);
  }

  private Forecast plan(Verb verb, String with) {
    return kind.make(OneStep.spec(kind, with)).plan(new PlanContext(verb, Instant.EPOCH));
  }

  private Forecast plan(Path keyFile, UnaryOperator<String> other) {
    return plan(Verb.SWITCHOVER, other.apply(GOOD.formatted(dns.address(), keyFile)));
  }

  private Forecast plan(UnaryOperator<String> other) {
    return plan(dns.keyFile(), other);
  }

  @Test
  void aGoodOneSaysWhatItWouldDo() {
    Forecast plan = plan(with -> with);

    assertThat(plan.problems()).isEmpty();
    assertThat(plan.warnings()).isEmpty();
    assertThat(plan.will())
        .isEqualTo(
            "changes platform.example.test from A 10.0.0.1 (TTL 60 s) to A 10.0.0.2 (TTL 60 s), if"
                + " it is that still, by a signed update at "
                + dns.address());
  }

  @Test
  void aDrillIsPlannedForTheShadowEvenIfItIsNotThere() {
    Forecast plan = plan(Verb.DRILL, GOOD.formatted(dns.address(), dns.keyFile()));

    assertThat(plan.problems()).isEmpty();
    assertThat(plan.will()).startsWith("changes drill.example.test from no address to A 10.0.0.2");
  }

  @Test
  void aWrongSecretIsFound() {
    assertThat(plan(dns.wrongKeyFile(), with -> with).problems())
        .singleElement()
        .asString()
        .contains("does not accept key understudy-update (hmac-sha256)", "BADSIG");
  }

  @Test
  void aKeyThatMayNotChangeAddressesIsFound() {
    assertThat(plan(dns.narrowKeyFile(), with -> with).problems())
        .singleElement()
        .asString()
        .contains("does not accept key understudy-narrow");
  }

  @Test
  void aKeyFileThatIsNotThereIsFound() {
    assertThat(plan(Path.of("/nowhere/at.all"), with -> with).problems())
        .singleElement()
        .asString()
        .contains("cannot read /nowhere/at.all");
  }

  @Test
  void aServerThatIsNotThereIsFound() {
    try (DnsServer gone = DnsServer.start("example.test")) {
      gone.stop();
      assertThat(plan(with -> with.replace(dns.address(), gone.address())).problems())
          .singleElement()
          .asString()
          .contains("DNS server " + gone.address() + " gives no answer");
    }
  }

  @Test
  void aNameThatIsNotThereIsFound() {
    assertThat(plan(with -> with.replace("platform.", "nowhere.")).problems())
        .singleElement()
        .asString()
        .startsWith("nowhere.example.test does not exist (NXDOMAIN): neither");
  }

  @Test
  void aNameOfAnotherZoneIsFound() {
    assertThat(
            plan(with -> with.replace("platform.example.test", "platform.other.test")).problems())
        .singleElement()
        .asString()
        .contains("answers REFUSED for platform.other.test");
    assertThat(plan(with -> with.replace("{query", "{zone: sub.example.test, query")).problems())
        .containsExactly(
            "platform.example.test is not in zone sub.example.test; correct 'name' or 'zone'");
    assertThat(plan(with -> with.replace("{query", "{zone: test, query")).problems())
        .singleElement()
        .asString()
        .contains("NOTAUTH", "name the zone's primary server");
  }

  @Test
  void anAddressThatIsNeitherOldNorNewIsFound() {
    assertThat(plan(with -> with.replace("platform.", "moved.")).problems())
        .singleElement()
        .asString()
        .contains("moved.example.test is A 10.9.9.9 (TTL 60 s): neither");
  }

  @Test
  void anAliasIsFound() {
    assertThat(plan(with -> with.replace("platform.", "alias.")).problems())
        .singleElement()
        .asString()
        .startsWith("alias.example.test is an alias of platform.example.test:");
  }

  @Test
  void aWildcardIsFound() {
    assertThat(plan(with -> with.replace("platform.", "any.wild.")).problems())
        .singleElement()
        .asString()
        .contains("the zone answers it by a wildcard");
  }

  @Test
  void aNameThatLeadsThereAlreadyIsToldAndNoProblem() {
    Forecast plan =
        plan(with -> with.replace("[10.0.0.1]", "[10.0.0.5]").replace("[10.0.0.2]", "[10.0.0.1]"));

    assertThat(plan.problems()).isEmpty();
    assertThat(plan.will()).startsWith("changes nothing: platform.example.test is A 10.0.0.1");
    assertThat(plan.warnings()).hasSize(1);
  }

  @Test
  void aDrillNeedsAShadowOfItsOwn() {
    String without =
        GOOD.formatted(dns.address(), dns.keyFile())
            .replace(", shadow-name: drill.example.test", "");

    assertThat(plan(Verb.DRILL, without).problems())
        .singleElement()
        .asString()
        .contains("has no 'shadow-name'");
    assertThat(plan(with -> with.replace("drill.example", "Platform.example")).problems())
        .containsExactly(
            "'shadow-name' is 'name' itself: a drill would change the platform's own record");
  }

  @Test
  void everyParameterThatCannotBeUsedIsNamed() {
    Forecast plan =
        plan(
            Verb.SWITCHOVER,
            "{via: rfc2136, name: https://platform, addresses: [10.0.0.300], old-addresses:"
                + " [10.0.0.1], server: 'a:b'}");

    assertThat(plan.problems())
        .hasSize(4)
        .anyMatch(problem -> problem.startsWith("'name': 'https://platform' is no full host name"))
        .anyMatch(problem -> problem.startsWith("'addresses': '10.0.0.300' is no IPv4"))
        .anyMatch(problem -> problem.startsWith("'server': 'a:b' is no server"))
        .anyMatch(problem -> problem.startsWith("'tsig-key-file' is missing"));
  }

  @Test
  void theSameAddressesBeforeAndAfterAreFound() {
    assertThat(plan(with -> with.replace("[10.0.0.2]", "['10.0.0.1']")).problems())
        .containsExactly(
            "'addresses' and 'old-addresses' are the same; there is nothing to switch");
  }
}
