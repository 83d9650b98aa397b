package io.understudy.failover.role;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** The properties as they are written. */
@ConfigMapping(prefix = "understudy.role")
public interface RoleConfig {

  /** How often the roles of both sites are compared, 1 to 3600. */
  @WithDefault("30")
  String everySeconds();

  /** Resolvers that are asked where the platform's name leads. */
  Optional<List<String>> resolvers();

  /** Of one question to a resolver, 10 to 60000. */
  @WithDefault("2000")
  String dnsTimeoutMs();

  /** Addresses that the name has while this site is the primary. */
  Optional<List<String>> siteAddresses();

  /** Those while the other site is. */
  Optional<List<String>> peerAddresses();
}
