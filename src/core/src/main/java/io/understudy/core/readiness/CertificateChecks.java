package io.understudy.core.readiness;

import io.understudy.core.readiness.Facts.Certificate;
import io.understudy.core.readiness.Facts.Shown;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How long certificates hold, and whom they name. */
final class CertificateChecks {

  private static final String RENEW = "Renew it (for etcd: kubeadm certs renew, then restart).";
  private static final String REACH = "See that the endpoint can be reached from here.";

  private CertificateChecks() {}

  static Outcome days(Precheck check, Fact<List<Shown>> shown, Instant now, Thresholds limits) {
    Draft draft = new Draft(check);
    switch (shown) {
      case Fact.Unknown<List<Shown>>(String why) -> draft.unknown(why, REACH);
      case Fact.Known<List<Shown>>(List<Shown> all) -> {
        if (all.isEmpty()) {
          draft.pass("connections are plain: there is no certificate");
        }
        all.forEach(one -> judgeDays(draft, one, now, limits));
      }
    }
    return draft.done();
  }

  private static void judgeDays(Draft draft, Shown shown, Instant now, Thresholds limits) {
    switch (shown.certificate()) {
      case Fact.Unknown<Certificate>(String why) ->
          draft.unknown(shown.where() + ": " + why, REACH);
      case Fact.Known<Certificate>(Certificate certificate) -> {
        Duration left = Duration.between(now, certificate.notAfter());
        String seen = shown.where() + ": " + left.toDays() + " days left";
        if (!now.isBefore(certificate.notAfter())) {
          draft.fail(shown.where() + ": ended at " + certificate.notAfter(), RENEW);
        } else if (now.isBefore(certificate.notBefore())) {
          draft.fail(
              shown.where() + ": begins only at " + certificate.notBefore(),
              "See that the clocks are right.");
        } else if (left.compareTo(limits.certificateLeft().fail()) <= 0) {
          draft.fail(seen, RENEW);
        } else if (left.compareTo(limits.certificateLeft().warn()) <= 0) {
          draft.warn(seen, RENEW);
        } else {
          draft.pass(seen);
        }
      }
    }
  }

  static Outcome names(Facts facts) {
    Draft draft = new Draft(Precheck.CERTIFICATE_NAMES);
    List<String> wanted = wanted(draft, facts.mustBeNamed());
    boolean anyServer = false;
    for (Fact<List<Shown>> side :
        List.of(facts.certificates().primary(), facts.certificates().standby())) {
      switch (side) {
        case Fact.Unknown<List<Shown>>(String why) -> draft.unknown(why, REACH);
        case Fact.Known<List<Shown>>(List<Shown> all) -> {
          List<Shown> servers = all.stream().filter(Shown::isServer).toList();
          anyServer = anyServer || !servers.isEmpty();
          servers.forEach(server -> judgeNames(draft, server, wanted));
        }
      }
    }
    if (!anyServer) {
      draft.pass("no etcd shows a certificate");
    }
    return draft.done("every etcd server certificate seen names what it must");
  }

  private static List<String> wanted(Draft draft, Map<String, Fact<String>> mustBeNamed) {
    List<String> wanted = new ArrayList<>();
    mustBeNamed.forEach(
        (what, name) -> {
          switch (name) {
            case Fact.Unknown<String>(String why) ->
                draft.unknown(what + ": " + why, "Set it (docs/configuration.md).");
            case Fact.Known<String>(String text) -> wanted.add(text);
          }
        });
    return wanted;
  }

  private static void judgeNames(Draft draft, Shown server, List<String> wanted) {
    switch (server.certificate()) {
      case Fact.Unknown<Certificate>(String why) ->
          draft.unknown(server.where() + ": " + why, REACH);
      case Fact.Known<Certificate>(Certificate certificate) -> {
        List<String> missing = wanted.stream().filter(name -> !isNamed(certificate, name)).toList();
        if (missing.isEmpty()) {
          draft.pass(server.where() + ": names " + String.join(", ", wanted));
        } else {
          draft.fail(
              server.where() + ": does not name " + String.join(", ", missing),
              "Add both VIPs and the platform's name to the etcd server certificates' SANs.");
        }
      }
    }
  }

  private static boolean isNamed(Certificate certificate, String name) {
    int dot = name.indexOf('.');
    boolean wild = dot > 0 && certificate.names().contains("*" + name.substring(dot));
    return wild || certificate.names().contains(name);
  }
}
