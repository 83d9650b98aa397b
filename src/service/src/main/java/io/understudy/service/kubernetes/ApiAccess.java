package io.understudy.service.kubernetes;

import io.fabric8.kubernetes.api.model.NamedCluster;
import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.understudy.service.settings.HeaderText;
import io.understudy.service.settings.SiteApiSettings;
import io.understudy.service.settings.SiteApiSettings.Access;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How the API servers of a site are reached.
 *
 * @param config with the address that was given for all of them; to be changed by whoever takes it
 * @param serverName what their certificates must name, without brackets
 */
record ApiAccess(Config config, String serverName) {

  /**
   * Reads the files that are configured.
   *
   * @param own a client of the cluster this process runs in, if that is the site
   * @throws KubernetesClientException if nothing is configured, or it cannot be used; says why
   */
  static ApiAccess of(SiteApiSettings settings, Optional<ApiClient> own) {
    try {
      return settings.access().isPresent()
          ? configured(settings.access().get())
          : ofOwn(settings.site(), own);
    } catch (NoAccessException said) {
      throw said;
    } catch (RuntimeException unusable) {
      // Without what it says, and not as the cause: whoever reads a file repeats lines of it.
      throw new NoAccessException(
          "the client of the "
              + settings.site()
              + "'s API servers cannot be made of what is configured: "
              + ClientFailures.kind(unusable));
    }
  }

  private static ApiAccess configured(Access access) {
    return switch (access) {
      case Access.Kubeconfig(Path file) -> {
        Config config = Config.fromKubeconfig(file.toFile());
        yield new ApiAccess(config, tlsServerName(file, config).orElseGet(() -> host(config)));
      }
      case Access.Token given -> {
        Config config = new ConfigBuilder(Config.empty()).build();
        config.setMasterUrl(given.url().toString());
        config.setOauthTokenProvider(() -> token(given.token()));
        given.ca().ifPresent(ca -> config.setCaCertFile(ca.toString()));
        yield new ApiAccess(config, host(config));
      }
    };
  }

  private static ApiAccess ofOwn(String site, Optional<ApiClient> own) {
    if (own.isEmpty()) {
      throw new NoAccessException(
          ("no access to the %1$s's API servers: neither understudy.%1$s.kubeconfig-file nor"
                  + " understudy.%1$s.api-url is configured, and this process does not run in that"
                  + " cluster")
              .formatted(site));
    }
    Config config = new ConfigBuilder(own.get().get().getConfiguration()).build();
    return new ApiAccess(config, host(config));
  }

  /** What kubectl verifies in place of the address, if the kubeconfig says so. */
  private static Optional<String> tlsServerName(Path file, Config config) {
    NamedContext context = config.getCurrentContext();
    if (context == null) {
      return Optional.empty();
    }
    try {
      var written =
          Serialization.unmarshal(
              Files.readString(file), io.fabric8.kubernetes.api.model.Config.class);
      return written.getClusters().stream()
          .filter(cluster -> cluster.getName().equals(context.getContext().getCluster()))
          .map(NamedCluster::getCluster)
          .flatMap(cluster -> Optional.ofNullable(cluster.getTlsServerName()).stream())
          .filter(name -> !name.isBlank())
          .findFirst();
    } catch (IOException unreadable) {
      throw new NoAccessException("cannot read " + file);
    }
  }

  private static String host(Config config) {
    return URI.create(config.getMasterUrl()).getHost().replaceAll("^\\[|\\]$", "");
  }

  /** Read again for each call: tokens are renewed. */
  private static String token(Path file) {
    String token;
    try {
      token = Files.readString(file).strip();
    } catch (IOException unreadable) {
      throw new NoAccessException("cannot read " + file);
    }
    if (!HeaderText.isSafe(token)) {
      throw new NoAccessException(
          file + " holds no token: put one into it, on one line, and nothing else");
    }
    return token;
  }

  /** In words of this class, which have nothing of a file's content. */
  private static final class NoAccessException extends KubernetesClientException {

    private static final long serialVersionUID = 1L;

    private NoAccessException(String message) {
      super(message);
    }
  }
}
