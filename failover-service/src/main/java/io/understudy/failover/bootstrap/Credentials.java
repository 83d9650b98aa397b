package io.understudy.failover.bootstrap;

import io.fabric8.kubernetes.api.model.Secret;
import io.understudy.failover.bootstrap.BootstrapException.Kind;
import io.understudy.failover.bootstrap.BootstrapSettings.CaSource;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.cert.X509CertificateHolder;

/**
 * The way to the primary.
 *
 * @param mark what the token is known again by
 */
record Credentials(PrimaryApi primary, String mark) {

  private static final String CA_ENTRY = "ca.crt";

  /**
   * Of what is in this cluster.
   *
   * @throws BootstrapException if something is missing; says how to make it
   */
  static Credentials of(BootstrapSettings settings, HereApi here) {
    String name = settings.namespace() + "/" + settings.tokenSecret().secret();
    Secret secret =
        here.secret(settings.namespace(), settings.tokenSecret().secret())
            .orElseThrow(
                () ->
                    new BootstrapException(
                        Kind.HERE,
                        "Secret "
                            + name
                            + " does not exist; make it of a token of the primary"
                            + " (docs/bootstrap.md says which): kubectl -n "
                            + settings.namespace()
                            + " create secret generic "
                            + settings.tokenSecret().secret()
                            + " --from-file="
                            + settings.tokenSecret().entry()
                            + "=<file> --from-file=ca.crt=<file>"));
    String whose = "Secret " + name;
    String token = SecretText.of(secret, settings.tokenSecret().entry(), whose, Kind.HERE).strip();
    if (!token.matches("[\\x21-\\x7e]+")) {
      throw new BootstrapException(
          Kind.HERE,
          whose + " holds no token: there are blanks or line breaks in it; put the token alone");
    }
    List<X509CertificateHolder> authorities =
        certificates(
            settings
                .primaryCa()
                .map(source -> configured(settings, here, source))
                .or(() -> SecretText.find(secret, CA_ENTRY))
                .orElseThrow(
                    () ->
                        new BootstrapException(
                            Kind.HERE,
                            whose
                                + " has no entry ca.crt, and no other source of the CA of the"
                                + " primary's API servers is configured (bootstrap.primary); their"
                                + " certificate is always verified, so add it")),
            settings.primaryCa().map(CaSource::toString).orElse(whose + ", entry ca.crt,"));
    return new Credentials(
        new PrimaryApi(settings.primary(), token, whose, authorities, settings.callTimeout()),
        Marks.ofToken(token));
  }

  private static String configured(BootstrapSettings settings, HereApi here, CaSource source) {
    Optional<String> text =
        source.isConfigMap()
            ? here.configMapEntry(source.name(), source.entry())
            : here.secret(settings.namespace(), source.name())
                .flatMap(secret -> SecretText.find(secret, source.entry()));
    return text.filter(one -> !one.isBlank())
        .orElseThrow(
            () ->
                new BootstrapException(
                    Kind.HERE,
                    "%s in %s does not exist or has no entry %s; put the CA of the primary's API servers there"
                        .formatted(source, settings.namespace(), source.entry())));
  }

  private static List<X509CertificateHolder> certificates(String text, String whose) {
    try {
      return PemText.certificates(text);
    } catch (IllegalArgumentException unusable) {
      throw new BootstrapException(
          Kind.HERE,
          whose + " holds " + unusable.getMessage() + "; put the CA of the primary's API servers");
    }
  }

  @Override
  public String toString() {
    return "Credentials[…]";
  }
}
