package io.understudy.service.settings;

import java.util.Optional;

/** How to reach one end of the link: {@code understudy.source.*}, {@code understudy.target.*}. */
public interface EndConfig {

  Optional<String> endpoints();

  Optional<String> encryptionConfigFile();

  Tls tls();

  Optional<String> username();

  Optional<String> passwordFile();

  /** PEM files. */
  interface Tls {
    Optional<String> caFile();

    Optional<String> certFile();

    Optional<String> keyFile();
  }
}
