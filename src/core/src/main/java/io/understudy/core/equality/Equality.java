package io.understudy.core.equality;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.registry.ObjectRest;
import io.understudy.core.registry.Part;
import java.util.Optional;
import java.util.Set;

/**
 * Classes the difference between what source and target store under one key. Pure; any bytes will
 * do, and memory is a small multiple of their size.
 */
public final class Equality {

  private static final String TOKEN = "kubernetes.io/service-account-token";
  private static final Set<Part> STATUS = Set.of(Part.STATUS);
  private static final Set<Part> STATUS_AND_CA = Set.of(Part.STATUS, Part.CA_CERTIFICATE);

  private Equality() {}

  /**
   * Two values as they are stored.
   *
   * @param ofSource decrypts what the source stores
   * @param ofTarget decrypts what the target stores
   */
  public static DifferenceClass between(
      KeyValue source, KeyValue target, Plaintext ofSource, Plaintext ofTarget) {
    if (source.value().equals(target.value())) {
      return DifferenceClass.EQUAL;
    }
    Optional<Bytes> one = ofSource.of(source);
    Optional<Bytes> other = ofTarget.of(target);
    if (one.isEmpty() || other.isEmpty()) {
      return DifferenceClass.CONTENT;
    }
    DifferenceClass plain = between(one.get(), other.get());
    return plain == DifferenceClass.EQUAL ? DifferenceClass.ENCRYPTION_ONLY : plain;
  }

  /** Two values that are not encrypted. */
  public static DifferenceClass between(Bytes source, Bytes target) {
    if (source.equals(target)) {
      return DifferenceClass.EQUAL;
    }
    if (ObjectRest.isSame(source, target, STATUS)) {
      return DifferenceClass.STATUS_ONLY;
    }
    boolean token = isToken(source) && isToken(target);
    return token && ObjectRest.isSame(source, target, STATUS_AND_CA)
        ? DifferenceClass.STANDBY_OWNED
        : DifferenceClass.CONTENT;
  }

  private static boolean isToken(Bytes value) {
    return ObjectRest.secretType(value).filter(TOKEN::equals).isPresent();
  }
}
