package io.understudy.failover.access;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.understudy.service.access.Authority;
import io.understudy.service.access.Caller;
import io.understudy.service.access.Credentials;
import io.understudy.service.access.Identity;
import io.understudy.service.access.Permission;
import io.understudy.service.api.Problems;
import io.understudy.service.settings.TextFile;
import jakarta.ws.rs.core.Response.Status;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Callers are who their client certificates name, which TLS has verified; a file has their rights.
 * It is read for each call.
 */
record CertificateAuthority(Path rightsFile) implements Authority {

  private static final Logger LOG = Logger.getLogger(CertificateAuthority.class);

  private record Named(Caller caller, List<String> names, CertificateRights rights, Path file)
      implements Identity {

    @Override
    public Optional<String> refusal(Permission right) {
      if (rights.allow(names, right)) {
        return Optional.empty();
      }
      return Optional.of(
          file + " gives " + String.join(", ", names) + " no right to '" + right.text() + "'");
    }
  }

  @Override
  public Identity identify(Credentials shown) {
    if (!shown.isEncrypted()) {
      throw unauthorized("the call came without TLS; use the https address");
    }
    List<String> names =
        shown
            .certificate()
            .map(CertificateNames::of)
            .orElseThrow(() -> unauthorized("show a client certificate of the configured CA"));
    if (names.isEmpty()) {
      throw unauthorized("the client certificate names nobody; it needs a common name");
    }
    // With its kind: who is alice by a common name is not who is alice by a DNS name.
    Caller caller = new Caller(names.getFirst(), names.subList(1, names.size()), "mtls");
    return new Named(caller, names, rights(), rightsFile);
  }

  private CertificateRights rights() {
    try {
      return CertificateRights.parse(TextFile.read(rightsFile.toString()), rightsFile.toString());
    } catch (IllegalArgumentException unusable) {
      LOG.errorf("Rights cannot be read; calls are refused reason=\"%s\"", unusable.getMessage());
      throw Problems.of(
          Status.SERVICE_UNAVAILABLE,
          "What callers may do cannot be read",
          "the file that understudy.api.mtls.rights-file names cannot be used; mend it, the log of"
              + " failover-service says where");
    }
  }

  private static HttpProblem unauthorized(String what) {
    return Problems.of(Status.UNAUTHORIZED, "Client certificate missing", what);
  }
}
