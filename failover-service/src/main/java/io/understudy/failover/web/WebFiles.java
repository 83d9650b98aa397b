package io.understudy.failover.web;

import io.understudy.service.settings.TextFile;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Optional;

/** What can be wrong with the files and URLs that a step names, found without calling anybody. */
final class WebFiles {

  private WebFiles() {}

  /**
   * @param field that holds it
   */
  static Optional<String> urlProblem(String field, String url) {
    try {
      WebAddress.of(url);
      return Optional.empty();
    } catch (IllegalArgumentException bad) {
      return Optional.of("'" + field + "' cannot be used: " + bad.getMessage());
    }
  }

  static Optional<String> caProblem(String file) {
    try {
      byte[] pem = TextFile.read(file).getBytes(StandardCharsets.UTF_8);
      boolean isEmpty =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem))
              .isEmpty();
      return isEmpty ? Optional.of(noCertificate(file)) : Optional.empty();
    } catch (CertificateException bad) {
      return Optional.of(noCertificate(file));
    } catch (IllegalArgumentException unreadable) {
      return Optional.of("'ca-file' cannot be used: " + unreadable.getMessage());
    }
  }

  private static String noCertificate(String file) {
    return "'ca-file' cannot be used: "
        + file
        + " holds no certificate; put that of the CA into it, as PEM";
  }

  /**
   * @throws IllegalArgumentException if there is none; the message has nothing of its content
   */
  static String secret(String file) {
    String secret;
    try {
      secret = TextFile.read(file).strip();
    } catch (IllegalArgumentException unreadable) {
      throw new IllegalArgumentException(
          "'secret-file' cannot be used: "
              + unreadable.getMessage()
              + "; put the secret that the receiver knows into it",
          unreadable);
    }
    if (secret.isEmpty()) {
      throw new IllegalArgumentException(
          "'secret-file' cannot be used: "
              + file
              + " is empty; put the secret that the receiver knows into it");
    }
    return secret;
  }
}
