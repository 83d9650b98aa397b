package io.understudy.service.settings;

import java.util.Optional;

/** How to reach one end of the link: {@code understudy.source.*}, {@code understudy.target.*}. */
public interface EndConfig {

  /**
   * Client URLs of that etcd, comma-separated: {@code https://host:port}, {@code http://host:port}
   * or {@code host:port} (plain), all plain or all TLS. Both ends are required.
   */
  Optional<String> endpoints();

  /**
   * Kubernetes' {@code EncryptionConfiguration} of that site, where objects are encrypted at rest.
   */
  Optional<String> encryptionConfigFile();

  Tls tls();

  /**
   * User of that etcd; without it, with authentication on, the common name of the client
   * certificate is the user.
   */
  Optional<String> username();

  /** File with that user's password. */
  Optional<String> passwordFile();

  /** PEM files. */
  interface Tls {
    /** PEM, one or more CAs that may have signed the members' certificates. */
    Optional<String> caFile();

    /** PEM, the client certificate, then those between it and its CA. */
    Optional<String> certFile();

    /**
     * PEM, its private key: PKCS#8, PKCS#1 ({@code RSA PRIVATE KEY}) or SEC1 ({@code EC PRIVATE
     * KEY}), without a passphrase.
     */
    Optional<String> keyFile();
  }
}
