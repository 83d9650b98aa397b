package io.understudy.failover.access;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * Names of certificates, each with its kind, as one kind must not pass for another: {@code
 * cn=alice}, {@code dns=ops.example.com}, {@code email=alice@example.com}, {@code
 * uri=spiffe://example.com/ops}.
 */
final class CertificateNames {

  /** For messages. */
  static final String SHAPES = "cn=…, dns=…, email=… or uri=…";

  private static final Pattern NAME = Pattern.compile("(cn|dns|email|uri)=\\S.*");

  /** Kinds of alternative names (RFC 5280, 4.2.1.6) by their numbers. */
  private static final Map<Integer, String> KINDS = Map.of(1, "email", 2, "dns", 6, "uri");

  private CertificateNames() {}

  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** The common name first, if there is one; then the alternative names. */
  static List<String> of(X509Certificate certificate) {
    List<String> names = new ArrayList<>();
    try {
      LdapName subject = new LdapName(certificate.getSubjectX500Principal().getName());
      // The most specific part of a name is its last here, and its first as it is written.
      for (Rdn part : subject.getRdns().reversed()) {
        if (part.getType().equalsIgnoreCase("CN") && part.getValue() instanceof String name) {
          names.add("cn=" + name);
        }
      }
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      for (List<?> alternative : alternatives == null ? List.<List<?>>of() : alternatives) {
        String kind = alternative.getFirst() instanceof Integer number ? KINDS.get(number) : null;
        if (kind != null && alternative.get(1) instanceof String name) {
          names.add(kind + "=" + name);
        }
      }
    } catch (InvalidNameException | CertificateParsingException unreadable) {
      // What cannot be read names nobody.
      return names;
    }
    return names;
  }
}
