package io.understudy.failover.bootstrap;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.understudy.failover.bootstrap.BootstrapSettings.Client;
import io.understudy.failover.bootstrap.Decisions.Decision;
import java.util.Map;
import java.util.Optional;

/** The Secret with a client certificate, where the bootstrap signs it itself. */
final class ClientSecret {

  private static final String TYPE = "kubernetes.io/tls";

  private ClientSecret() {}

  /** Empty entries for those that it lacks. */
  static Pair pair(Secret secret) {
    return new Pair(
        SecretText.find(secret, "tls.crt").orElse(""),
        SecretText.find(secret, "tls.key").orElse(""),
        SecretText.find(secret, "ca.crt").orElse(""));
  }

  /** Signs one unless there is one that does. */
  static void keep(Work work, Client client, Optional<Secret> seen, Authority authority) {
    BootstrapSettings settings = work.settings();
    Optional<String> fault =
        seen.flatMap(secret -> fault(work, secret, client.subject(), authority));
    Decision decision = Decisions.of(seen, fault, settings.adopt());
    String name = "Secret " + settings.namespace() + "/" + client.secret();
    switch (decision) {
      case Decisions.Keep keep ->
          work.log().accept(name + " is kept, valid until " + pair(seen.orElseThrow()).end());
      case Decisions.Foreign foreign -> work.log().accept(name + " is somebody else's and is kept");
      case Decisions.Make make -> {
        Pair pair =
            Signing.sign(
                authority,
                client.subject(),
                settings.lifetime(),
                work.time().instant(),
                work.random());
        work.here().write(secret(work, client, seen, pair));
        work.log()
            .accept(
                "%s is written: %s. Signed for CN=%s by %s, valid until %s"
                    .formatted(name, make.why(), client.subject(), authority, pair.end()));
      }
    }
  }

  private static Optional<String> fault(
      Work work, Secret secret, String subject, Authority authority) {
    Pair pair = pair(secret);
    Optional<String> fault =
        pair.fault(
            authority.certificate(),
            subject,
            work.settings().renewAfterPercent(),
            work.time().instant());
    return fault.isEmpty() && !pair.ca().equals(authority.bundle())
        ? Optional.of("the CAs of its servers have changed")
        : fault;
  }

  private static Secret secret(Work work, Client client, Optional<Secret> seen, Pair pair) {
    return new SecretBuilder()
        .withMetadata(Marks.metadata(work.settings().namespace(), client.secret(), Map.of(), seen))
        // A Secret's type cannot be changed.
        .withType(seen.map(Secret::getType).orElse(TYPE))
        .addToData("tls.crt", SecretText.encode(pair.certificate()))
        .addToData("tls.key", SecretText.encode(pair.key()))
        .addToData("ca.crt", SecretText.encode(pair.ca()))
        .build();
  }
}
