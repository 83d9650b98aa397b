package io.understudy.failover.bootstrap;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What cert-manager is asked for: an Issuer of the CA, and the client certificate of it. */
final class CertManagerObjects {

  static final String ISSUER = "remote-etcd-issuer";
  static final String CERTIFICATE = "remote-etcd-client";

  private static final String API = "cert-manager.io/v1";
  private static final int PERCENT = 100;

  private CertManagerObjects() {}

  static Map<String, Object> issuerSpec(String caSecret) {
    return Map.of("ca", Map.of("secretName", caSecret));
  }

  static Map<String, Object> certificateSpec(BootstrapSettings settings) {
    Duration life = settings.lifetime();
    Duration before = life.multipliedBy(PERCENT - settings.renewAfterPercent()).dividedBy(PERCENT);
    return Map.of(
        "secretName",
        settings.remote().secret(),
        "secretTemplate",
        Map.of("labels", Map.of(Marks.KEPT_BY, Marks.BOOTSTRAP)),
        "commonName",
        settings.remote().subject(),
        "usages",
        List.of("digital signature", "client auth"),
        "privateKey",
        Map.of("algorithm", "ECDSA", "size", 256, "rotationPolicy", "Always"),
        "duration",
        duration(life),
        "renewBefore",
        duration(before),
        "issuerRef",
        Map.of("group", "cert-manager.io", "kind", "Issuer", "name", ISSUER));
  }

  /** As Go writes it. */
  private static String duration(Duration duration) {
    return duration.toHours() + "h" + duration.toMinutesPart() + "m0s";
  }

  /**
   * @param seen what there is under that name
   */
  static GenericKubernetesResource object(
      String kind,
      String namespace,
      String name,
      Map<String, Object> spec,
      Optional<GenericKubernetesResource> seen) {
    return new GenericKubernetesResourceBuilder()
        .withApiVersion(API)
        .withKind(kind)
        .withMetadata(Marks.metadata(namespace, name, Map.of(), seen))
        .withAdditionalProperties(Map.of("spec", spec))
        .build();
  }

  /** Whether it has all that is wanted; it may have more, such as defaults. */
  static boolean covers(Object seen, Object wanted) {
    if (seen instanceof Map<?, ?> have && wanted instanceof Map<?, ?> want) {
      return want.entrySet().stream()
          .allMatch(
              one -> {
                Object there = have.get(one.getKey());
                return there != null && covers(there, one.getValue());
              });
    }
    return seen.equals(wanted);
  }

  /** What the Certificate says of itself, for people. */
  static String said(GenericKubernetesResource certificate) {
    Object status = certificate.getAdditionalProperties().get("status");
    return status instanceof Map<?, ?> map && map.get("conditions") instanceof List<?> conditions
        ? String.valueOf(conditions)
        : "nothing; cert-manager does not run, or may not work in this namespace";
  }
}
