package io.understudy.core.readiness;

import io.understudy.core.readiness.Facts.ClockOffset;
import io.understudy.core.readiness.Facts.SecretsRead;
import io.understudy.core.readiness.Facts.TokenKeys;
import io.understudy.core.readiness.ServerAnswers.Given;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What only API servers can tell. Each is judged; the worst of them is the result. */
final class ApiServerChecks {

  private ApiServerChecks() {}

  static Outcome encryptionReadable(Facts facts) {
    Draft draft = new Draft(Precheck.ENCRYPTION_READABLE);
    for (Given<SecretsRead> given : ServerAnswers.known(draft, "standby", facts.secrets())) {
      SecretsRead secrets = given.answer();
      if (!secrets.refused().isEmpty()) {
        draft.fail(
            given.server() + " cannot list Secrets: " + secrets.refused(),
            "Give it the primary's EncryptionConfiguration (docs/encryption.md), and restart it.");
      } else if (secrets.read() == 0) {
        draft.unknown(given.server() + " has no Secret to read", "Nothing, before the first copy.");
      } else {
        draft.pass(given.server() + " gave " + secrets.read() + " Secrets");
      }
    }
    return draft.done("every API server of the standby reads its Secrets");
  }

  static Outcome kubernetesVersions(Facts facts) {
    Draft draft = new Draft(Precheck.KUBERNETES_VERSIONS);
    var primary = ServerAnswers.known(draft, "primary", facts.versions().primary());
    var standby = ServerAnswers.known(draft, "standby", facts.versions().standby());
    for (Given<String> there : standby) {
      for (Given<String> here : primary) {
        judgeVersions(draft, here, there);
      }
    }
    return draft.done();
  }

  private static void judgeVersions(Draft draft, Given<String> here, Given<String> there) {
    String seen =
        "%s %s, %s %s".formatted(here.server(), here.answer(), there.server(), there.answer());
    if (here.answer().equals(there.answer())) {
      draft.pass(seen);
    } else if (minor(here.answer()).equals(minor(there.answer()))) {
      draft.warn(seen, "Bring all API servers to the same patch release.");
    } else {
      draft.fail(seen, "Bring all API servers to the same minor release.");
    }
  }

  /** Of {@code v1.34.1+build}: {@code v1.34}. */
  private static String minor(String version) {
    String[] parts = version.split("[.+-]", 3);
    return parts.length < 2 ? version : parts[0] + "." + parts[1];
  }

  static Outcome serviceAccountKeys(Facts facts) {
    Draft draft = new Draft(Precheck.SERVICE_ACCOUNT_KEYS);
    var primary = ServerAnswers.known(draft, "primary", facts.tokenKeys().primary());
    var standby = ServerAnswers.known(draft, "standby", facts.tokenKeys().standby());
    for (Given<TokenKeys> there : standby) {
      for (Given<TokenKeys> here : primary) {
        judgeKeys(draft, here, there);
      }
    }
    return draft.done("all API servers take the same tokens");
  }

  private static void judgeKeys(Draft draft, Given<TokenKeys> here, Given<TokenKeys> there) {
    String remedy =
        "Install the standby with the primary's sa.pub, sa.key and --service-account-issuer:"
            + " tokens of the primary are refused there otherwise.";
    TokenKeys issued = here.answer();
    TokenKeys taken = there.answer();
    if (!issued.issuer().equals(taken.issuer())) {
      draft.fail(
          "issuer: %s %s, %s %s"
              .formatted(here.server(), issued.issuer(), there.server(), taken.issuer()),
          remedy);
    }
    Set<String> missing = new TreeSet<>(issued.keys());
    missing.removeAll(taken.keys());
    int all = issued.keys().size();
    if (all == 0) {
      draft.unknown(here.server() + " shows no key", ServerAnswers.ACCESS);
    } else if (missing.size() == all) {
      draft.fail(there.server() + " knows no key of " + here.server(), remedy);
    } else if (!missing.isEmpty()) {
      draft.warn(
          there.server() + " does not know " + missing.size() + " keys of " + here.server(),
          remedy);
    } else {
      draft.pass(there.server() + " knows all " + all + " keys of " + here.server());
    }
  }

  /** Every clock against this process's, and the two that are surely the furthest apart. */
  static Outcome clockSkew(Facts facts, Thresholds limits) {
    Draft draft = new Draft(Precheck.CLOCK_SKEW);
    List<Given<ClockOffset>> all = new ArrayList<>();
    all.addAll(ServerAnswers.known(draft, "primary", facts.clocks().primary()));
    all.addAll(ServerAnswers.known(draft, "standby", facts.clocks().standby()));
    all.forEach(one -> judgeClock(draft, one.server() + " and this process", one.answer(), limits));
    furthest(all).ifPresent(two -> judgeClock(draft, two.server(), two.answer(), limits));
    return draft.done("the clocks agree");
  }

  private static Optional<Given<ClockOffset>> furthest(List<Given<ClockOffset>> all) {
    List<Given<ClockOffset>> pairs = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      ClockOffset one = all.get(i).answer();
      for (Given<ClockOffset> second : all.subList(i + 1, all.size())) {
        ClockOffset other = second.answer();
        pairs.add(
            new Given<>(
                all.get(i).server() + " and " + second.server(),
                new ClockOffset(
                    one.ahead().minus(other.ahead()), one.unsure().plus(other.unsure()))));
      }
    }
    return pairs.stream().max(Comparator.comparing(pair -> sure(pair.answer())));
  }

  private static Duration sure(ClockOffset offset) {
    return offset.ahead().abs().minus(offset.unsure());
  }

  private static void judgeClock(Draft draft, String which, ClockOffset offset, Thresholds limits) {
    String seen =
        "%s: %d ms apart, give or take %d ms"
            .formatted(which, offset.ahead().abs().toMillis(), offset.unsure().toMillis());
    String remedy = "Set the clocks right (NTP) on the nodes of both clusters.";
    if (sure(offset).compareTo(limits.clockSkew().fail()) >= 0) {
      draft.fail(seen, remedy);
    } else if (sure(offset).compareTo(limits.clockSkew().warn()) >= 0) {
      draft.warn(seen, remedy);
    } else {
      draft.pass(seen);
    }
  }
}
