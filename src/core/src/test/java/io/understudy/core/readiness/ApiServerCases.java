package io.understudy.core.readiness;

import static io.understudy.core.readiness.Given.andOneSilent;
import static io.understudy.core.readiness.Given.both;
import static io.understudy.core.readiness.Given.each;
import static io.understudy.core.readiness.Given.offset;
import static io.understudy.core.readiness.Given.withoutPrimary;
import static io.understudy.core.readiness.Precheck.CLOCK_SKEW;
import static io.understudy.core.readiness.Precheck.ENCRYPTION_READABLE;
import static io.understudy.core.readiness.Precheck.KUBERNETES_VERSIONS;
import static io.understudy.core.readiness.Precheck.SERVICE_ACCOUNT_KEYS;
import static io.understudy.core.readiness.PrechecksTest.of;
import static io.understudy.core.readiness.Result.FAIL;
import static io.understudy.core.readiness.Result.PASS;
import static io.understudy.core.readiness.Result.UNKNOWN;
import static io.understudy.core.readiness.Result.WARN;

import io.understudy.core.readiness.Facts.ClockOffset;
import io.understudy.core.readiness.Facts.SecretsRead;
import io.understudy.core.readiness.Facts.TokenKeys;
import io.understudy.core.readiness.PrechecksTest.Case;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What API servers say, each of several; {@code s2} is the second one of its site. */
final class ApiServerCases {

  private static final String NO = "no answer";
  private static final String UNLISTED = "none is on record";

  private ApiServerCases() {}

  static Stream<Case> all() {
    return Stream.of(clocks(), secrets(), versions(), keys()).flatMap(cases -> cases);
  }

  private static Stream<Case> clocks() {
    return Stream.of(
        of(CLOCK_SKEW, WARN, "primary s1 and this", g -> g.clocks = both(at(2600), at(0))),
        of(CLOCK_SKEW, FAIL, "standby s1 and this", g -> g.clocks = both(at(0), at(-10_600))),
        of(CLOCK_SKEW, FAIL, "standby s2 and this", g -> g.clocks = both(at(0), at(0, 10_600))),
        of(
            CLOCK_SKEW,
            WARN,
            "primary s1 and standby s1",
            g -> g.clocks = both(at(1700), at(-1700))),
        of(
            CLOCK_SKEW,
            WARN,
            "primary s1 and primary s3",
            g -> g.clocks = both(at(1700, 0, -1700), at(0))),
        of(CLOCK_SKEW, PASS, "agree", g -> g.clocks = both(at(2599, 2599), at(2599))),
        of(CLOCK_SKEW, UNKNOWN, "primary: ", g -> g.clocks = withoutPrimary(g.clocks)),
        of(
            CLOCK_SKEW,
            UNKNOWN,
            "standby silent: no answer",
            g -> g.clocks = both(at(0), andOneSilent(at(0)))),
        of(
            CLOCK_SKEW,
            UNKNOWN,
            "which API servers the primary has is not known: none is on record",
            g -> g.clocks = both(new PerServer<>(at(0).answers(), UNLISTED), at(0))));
  }

  private static PerServer<ClockOffset> at(long... millis) {
    return each(Arrays.stream(millis).mapToObj(ms -> offset(ms, 600)).toArray(ClockOffset[]::new));
  }

  private static Stream<Case> secrets() {
    SecretsRead read = new SecretsRead(9, "");
    SecretsRead refused = new SecretsRead(0, "cannot transform");
    return Stream.of(
        of(
            ENCRYPTION_READABLE,
            FAIL,
            "standby s2 cannot list Secrets: cannot transform",
            g -> g.secrets = Fact.known(each(read, refused))),
        of(
            ENCRYPTION_READABLE,
            FAIL,
            "standby s1 cannot list",
            g -> g.secrets = Fact.known(andOneSilent(each(refused)))),
        of(
            ENCRYPTION_READABLE,
            UNKNOWN,
            "standby s1 has no Secret",
            g -> g.secrets = Fact.known(each(new SecretsRead(0, "")))),
        of(
            ENCRYPTION_READABLE,
            UNKNOWN,
            "standby silent: no answer",
            g -> g.secrets = Fact.known(andOneSilent(each(read)))),
        of(
            ENCRYPTION_READABLE,
            UNKNOWN,
            "which API servers the standby has",
            g -> g.secrets = Fact.known(new PerServer<>(each(read).answers(), UNLISTED))),
        of(
            ENCRYPTION_READABLE,
            PASS,
            "every API server",
            g -> g.secrets = Fact.known(each(read, read))),
        of(ENCRYPTION_READABLE, UNKNOWN, NO, g -> g.secrets = Fact.unknown(NO)));
  }

  private static Stream<Case> versions() {
    return Stream.of(
        of(
            KUBERNETES_VERSIONS,
            WARN,
            "primary s1 v1.34.1, standby s2 v1.34.2",
            g -> g.versions = both(each("v1.34.1"), each("v1.34.1", "v1.34.2"))),
        of(
            KUBERNETES_VERSIONS,
            FAIL,
            "primary s2 v1.33.1, standby s1 v1.34.1",
            g -> g.versions = both(each("v1.34.1", "v1.33.1"), each("v1.34.1"))),
        of(
            KUBERNETES_VERSIONS,
            UNKNOWN,
            "primary silent",
            g -> g.versions = both(andOneSilent(each("v1.34.1")), each("v1.34.1"))),
        of(KUBERNETES_VERSIONS, UNKNOWN, "primary", g -> g.versions = withoutPrimary(g.versions)));
  }

  private static Stream<Case> keys() {
    TokenKeys issued = new TokenKeys("i", Set.of("k", "l"));
    return Stream.of(
        of(
            SERVICE_ACCOUNT_KEYS,
            FAIL,
            "issuer: primary s1 i, standby s2 j",
            g -> g.tokenKeys = both(each(issued), each(issued, taken("j", "k", "l")))),
        of(
            SERVICE_ACCOUNT_KEYS,
            FAIL,
            "standby s1 knows no key of primary s1",
            g -> g.tokenKeys = both(each(issued), each(taken("i", "x")))),
        of(
            SERVICE_ACCOUNT_KEYS,
            WARN,
            "standby s2 does not know 1 keys of primary s1",
            g -> g.tokenKeys = both(each(issued), each(issued, taken("i", "k")))),
        of(
            SERVICE_ACCOUNT_KEYS,
            UNKNOWN,
            "primary s1 shows no key",
            g -> g.tokenKeys = both(each(taken("i")), each(issued))),
        of(
            SERVICE_ACCOUNT_KEYS,
            PASS,
            "same tokens",
            g -> g.tokenKeys = both(each(issued, issued), each(taken("i", "k", "l", "m")))),
        of(
            SERVICE_ACCOUNT_KEYS,
            UNKNOWN,
            "primary",
            g -> g.tokenKeys = withoutPrimary(g.tokenKeys)));
  }

  private static TokenKeys taken(String issuer, String... keys) {
    return new TokenKeys(issuer, Set.copyOf(List.of(keys)));
  }
}
