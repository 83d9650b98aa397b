package io.understudy.failover.bootstrap;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.cert.X509CertificateHolder;

/**
 * A client certificate with its key, as it is in a Secret. What it says of itself does not show the
 * key.
 *
 * @param certificate PEM
 * @param key PEM
 * @param ca PEM, the CAs that servers may be of
 */
record Pair(String certificate, String key, String ca) {

  private static final int PERCENT = 100;

  /**
   * Why it does not do, empty if it does.
   *
   * @param authority has to have signed it
   * @param renewAfterPercent of its lifetime
   */
  Optional<String> fault(
      X509CertificateHolder authority, String subject, int renewAfterPercent, Instant now) {
    X509CertificateHolder own;
    try {
      own = PemText.certificates(certificate).getFirst();
      if (!Keys.isPair(own.getSubjectPublicKeyInfo(), Keys.secret(PemText.key(key)))) {
        return Optional.of("its key is not that of its certificate");
      }
      List<X509CertificateHolder> trusted = PemText.certificates(ca);
      if (!trusted.contains(authority)) {
        return Optional.of("its ca.crt is of another CA than " + authority.getSubject());
      }
    } catch (IllegalArgumentException unusable) {
      return Optional.of("it holds " + unusable.getMessage());
    }
    if (!Keys.hasSigned(authority, own)) {
      return Optional.of("it is of another CA than " + authority.getSubject());
    }
    if (!commonName(own.getSubject()).equals(subject)) {
      return Optional.of("its subject is " + own.getSubject() + " instead of CN=" + subject);
    }
    Instant due = due(own, renewAfterPercent);
    return now.isBefore(due)
        ? Optional.empty()
        : Optional.of("it ends at " + own.getNotAfter().toInstant() + " and is due since " + due);
  }

  /** When it ends. */
  Instant end() {
    return PemText.certificates(certificate).getFirst().getNotAfter().toInstant();
  }

  /** When it is to be renewed. */
  Instant due(int renewAfterPercent) {
    return due(PemText.certificates(certificate).getFirst(), renewAfterPercent);
  }

  private static Instant due(X509CertificateHolder own, int renewAfterPercent) {
    Instant begin = own.getNotBefore().toInstant();
    Duration life = Duration.between(begin, own.getNotAfter().toInstant());
    return begin.plus(life.multipliedBy(renewAfterPercent).dividedBy(PERCENT));
  }

  private static String commonName(X500Name name) {
    RDN[] names = name.getRDNs(BCStyle.CN);
    return Arrays.stream(names)
        .findFirst()
        .map(one -> IETFUtils.valueToString(one.getFirst().getValue()))
        .orElse("");
  }

  @Override
  public String toString() {
    return "Pair[…]";
  }
}
