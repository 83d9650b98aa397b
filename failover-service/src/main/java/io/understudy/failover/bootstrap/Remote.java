package io.understudy.failover.bootstrap;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.understudy.failover.bootstrap.BootstrapException.Kind;
import io.understudy.failover.bootstrap.BootstrapSettings.CertManager;
import io.understudy.failover.bootstrap.Decisions.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Prepares what the services show to the primary's etcd. */
final class Remote {

  static final String CA_SECRET = "remote-etcd-ca";

  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final int ONLY_WHEN_ENDED = 100;

  private final Work work;
  private final BootstrapSettings settings;
  private final HereApi here;

  Remote(Work work) {
    this.work = work;
    this.settings = work.settings();
    this.here = work.here();
  }

  void prepare(Credentials credentials) {
    Optional<Secret> ca = here.secret(settings.namespace(), CA_SECRET);
    Optional<Secret> client = here.secret(settings.namespace(), settings.remote().secret());
    Decisions.requireOurs(ca, settings.adopt());
    Decisions.requireOurs(client, settings.adopt());
    Authority authority;
    try {
      authority = credentials.primary().etcdCa(settings.etcdCa(), work.time().instant());
    } catch (BootstrapException trouble) {
      tolerate(trouble, credentials, ca, client);
      return;
    }
    if (usesCertManager()) {
      byCertManager(authority, credentials.mark(), ca);
    } else {
      keepCa(ca, authority, credentials.mark(), false);
      ClientSecret.keep(work, settings.remote(), client, authority);
    }
  }

  private boolean usesCertManager() {
    if (settings.certManager() == CertManager.NEVER) {
      return false;
    }
    boolean there = here.hasCertManager();
    if (!there && settings.certManager() == CertManager.ALWAYS) {
      throw new BootstrapException(
          Kind.CERT_MANAGER,
          "cert-manager is not installed in this cluster (no API group cert-manager.io), and"
              + " bootstrap.certManager is always; install it, or write auto or never, and the"
              + " bootstrap signs the certificate itself");
    }
    work.log()
        .accept(
            there
                ? "cert-manager is there: it issues the certificate"
                : "cert-manager is not there: the certificate is signed by the bootstrap");
    return there;
  }

  private void tolerate(
      BootstrapException trouble,
      Credentials credentials,
      Optional<Secret> ca,
      Optional<Secret> client) {
    Optional<String> lastToken = ca.flatMap(one -> Marks.annotation(one, Marks.TOKEN));
    if (!Decisions.isTolerable(trouble, fault(ca, client), lastToken, credentials.mark())) {
      throw trouble;
    }
    Pair pair = ClientSecret.pair(client.orElseThrow());
    Instant until =
        Decisions.doesUntil(
            pair.due(settings.renewAfterPercent()), pair.end(), settings.lostPrimaryMargin());
    if (!work.time().instant().isBefore(until)) {
      throw new BootstrapException(
          trouble.kind(),
          ("%s. The certificate that is here is not renewed without it and ends at %s, in less than"
                  + " %d hours (bootstrap.lostPrimaryMarginHours). If the primary is lost for good,"
                  + " fail over: a site that is the primary is not held up by this. Or set"
                  + " bootstrap.enabled=false until there is a primary again")
              .formatted(trouble.said(), pair.end(), settings.lostPrimaryMargin().toHours()),
          trouble);
    }
    work.log()
        .accept(
            ("WARNING: %s. Nothing is held up by that for now: the certificate that is here is valid"
                    + " until %s. It is not renewed until the primary can be asked, and without that"
                    + " this fails from %s on")
                .formatted(trouble.said(), pair.end(), until));
  }

  /** Of what is here by itself. */
  private Optional<String> fault(Optional<Secret> ca, Optional<Secret> client) {
    Optional<String> issuer = ca.flatMap(one -> SecretText.find(one, "tls.crt"));
    if (issuer.isEmpty() || client.isEmpty()) {
      return Optional.of("nothing is here yet");
    }
    try {
      return ClientSecret.pair(client.get())
          .fault(
              PemText.certificates(issuer.get()).getFirst(),
              settings.remote().subject(),
              ONLY_WHEN_ENDED,
              work.time().instant());
    } catch (IllegalArgumentException unusable) {
      return Optional.of("the CA here is " + unusable.getMessage());
    }
  }

  /**
   * The Secret of the CA. Its private key is in it only where cert-manager has to read it from
   * there.
   */
  private void keepCa(Optional<Secret> seen, Authority authority, String token, boolean withKey) {
    Map<String, String> wanted = new LinkedHashMap<>();
    wanted.put("tls.crt", authority.own());
    wanted.put("ca.crt", authority.bundle());
    if (withKey) {
      wanted.put("tls.key", authority.keyText());
    }
    Optional<String> fault =
        seen.flatMap(
            secret -> {
              if (!SecretText.holds(secret, wanted)) {
                return Optional.of("the primary's CA is another, or it is used otherwise");
              }
              return Marks.annotation(secret, Marks.TOKEN).equals(Optional.of(token))
                  ? Optional.empty()
                  : Optional.of("the token is a new one, and works");
            });
    if (Decisions.of(seen, fault, settings.adopt()) instanceof Decisions.Make make) {
      SecretBuilder made =
          new SecretBuilder()
              .withMetadata(
                  Marks.metadata(settings.namespace(), CA_SECRET, Map.of(Marks.TOKEN, token), seen))
              .withType(seen.map(Secret::getType).orElse("Opaque"));
      wanted.forEach((entry, text) -> made.addToData(entry, SecretText.encode(text)));
      here.write(made.build());
      say("Secret", CA_SECRET, make);
    }
  }

  private void byCertManager(Authority authority, String token, Optional<Secret> ca) {
    Optional<GenericKubernetesResource> issuer =
        here.certManagerObject("Issuer", CertManagerObjects.ISSUER);
    Optional<GenericKubernetesResource> certificate =
        here.certManagerObject("Certificate", CertManagerObjects.CERTIFICATE);
    Decisions.requireOurs(issuer, settings.adopt());
    Decisions.requireOurs(certificate, settings.adopt());
    keepCa(ca, authority, token, true);
    keep("Issuer", CertManagerObjects.ISSUER, CertManagerObjects.issuerSpec(CA_SECRET), issuer);
    keep(
        "Certificate",
        CertManagerObjects.CERTIFICATE,
        CertManagerObjects.certificateSpec(settings),
        certificate);
    awaitIssued(authority);
  }

  private void keep(
      String kind,
      String name,
      Map<String, Object> spec,
      Optional<GenericKubernetesResource> seen) {
    Optional<String> fault =
        seen.filter(
                one ->
                    !CertManagerObjects.covers(
                        one.getAdditionalProperties().getOrDefault("spec", Map.of()), spec))
            .map(one -> "what is wanted has changed");
    Decision decision = Decisions.of(seen, fault, settings.adopt());
    if (decision instanceof Decisions.Make make) {
      here.write(CertManagerObjects.object(kind, settings.namespace(), name, spec, seen));
      say(kind, name, make);
    }
  }

  /**
   * A certificate that does not do, such as one of the CA before, is deleted, on which cert-manager
   * issues another: by itself it would not before the old one is due.
   */
  private void awaitIssued(Authority authority) {
    String name = settings.remote().secret();
    String deleted = "";
    String fault = "";
    for (long left = settings.certManagerWait().toSeconds(); left >= 0; left--) {
      Optional<Secret> secret = here.secret(settings.namespace(), name);
      fault =
          secret
              .map(ClientSecret::pair)
              .map(
                  pair ->
                      pair.fault(
                              authority.certificate(),
                              settings.remote().subject(),
                              ONLY_WHEN_ENDED,
                              work.time().instant())
                          .orElse(""))
              .orElse("there is none");
      if (fault.isEmpty()) {
        Pair issued = ClientSecret.pair(secret.orElseThrow());
        work.log().accept("Secret " + name + " is there, valid until " + issued.end());
        return;
      }
      String version = secret.map(one -> one.getMetadata().getResourceVersion()).orElse(deleted);
      if (!version.equals(deleted)) {
        work.log().accept("Secret " + name + " has to be issued anew: " + fault);
        here.deleteSecret(name);
        deleted = version;
      }
      work.pause().accept(LOOK_EVERY);
    }
    String said =
        here.certManagerObject("Certificate", CertManagerObjects.CERTIFICATE)
            .map(CertManagerObjects::said)
            .orElse("it is gone");
    throw new BootstrapException(
        Kind.CERT_MANAGER,
        "cert-manager has not issued Secret %s/%s in %d s (%s). The Certificate says: %s"
            .formatted(
                settings.namespace(), name, settings.certManagerWait().toSeconds(), fault, said));
  }

  private void say(String kind, String name, Decisions.Make make) {
    work.log()
        .accept(kind + " " + settings.namespace() + "/" + name + " is written: " + make.why());
  }
}
