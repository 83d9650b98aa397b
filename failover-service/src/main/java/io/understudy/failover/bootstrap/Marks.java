package io.understudy.failover.bootstrap;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** How objects of the bootstrap are known from others'. */
final class Marks {

  static final String KEPT_BY = "understudy.io/kept-by";
  static final String BOOTSTRAP = "bootstrap";
  static final String TOKEN = "understudy.io/token-sha256";

  /** cert-manager's, on Secrets that it writes. */
  static final String CERTIFICATE_NAME = "cert-manager.io/certificate-name";

  private Marks() {}

  static boolean isOurs(HasMetadata object) {
    Map<String, String> labels = object.getMetadata().getLabels();
    return BOOTSTRAP.equals(labels == null ? null : labels.get(KEPT_BY))
        || annotation(object, CERTIFICATE_NAME).equals(Optional.of(CertManagerObjects.CERTIFICATE));
  }

  static Optional<String> annotation(HasMetadata object, String name) {
    Map<String, String> annotations = object.getMetadata().getAnnotations();
    return Optional.ofNullable(annotations == null ? null : annotations.get(name));
  }

  /**
   * Metadata of one of ours.
   *
   * @param seen what there is under that name, whose version is required to be the same still
   */
  static ObjectMeta metadata(
      String namespace,
      String name,
      Map<String, String> annotations,
      Optional<? extends HasMetadata> seen) {
    ObjectMetaBuilder made =
        new ObjectMetaBuilder()
            .withNamespace(namespace)
            .withName(name)
            .addToLabels(KEPT_BY, BOOTSTRAP)
            .addToLabels("app.kubernetes.io/part-of", "understudy")
            .addToAnnotations(annotations);
    seen.ifPresent(one -> made.withResourceVersion(one.getMetadata().getResourceVersion()));
    return made.build();
  }

  /** What a token is known again by; it cannot be told from this. */
  static String ofToken(String token) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
