package io.understudy.service.settings;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.scope.Rules;
import io.understudy.etcd.EtcdEndpoint;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The link as every service is told of it.
 *
 * @param keys the link's control records
 * @param holder what records and Events call this replica
 * @param namespace the release's
 * @param tokenFile holds the bearer token of state-changing calls; without it they are refused
 */
public record LinkSettings(
    String name,
    ControlKeys keys,
    EtcdEndpoint source,
    EtcdEndpoint target,
    Rules rules,
    EncryptionSettings encryption,
    String holder,
    String namespace,
    Optional<Path> tokenFile) {

  private static final ControlKeys ANY_LINK = new ControlKeys("global");

  /**
   * @param service names the holder where the environment does not
   * @param problems takes what is wrong; settings that had any are of no use
   */
  public static LinkSettings read(
      ServiceConfig config, WatchConfig watch, String service, Problems problems) {
    EndReader ends = new EndReader(config, watch, problems);
    String namespace =
        ReleaseNamespace.of(config.releaseNamespace(), config.releaseNamespaceFile());
    return new LinkSettings(
        config.link(),
        problems.read("link", ANY_LINK, () -> new ControlKeys(config.link())),
        ends.endpoint("source", config.source()),
        ends.endpoint("target", config.target()),
        RulesReader.read(config.scope(), namespace, problems),
        EncryptionSettings.read(config, problems),
        holder(config, service),
        namespace,
        SecretFile.read("api.token-file", config.api().tokenFile(), "token", problems));
  }

  private static String holder(ServiceConfig config, String service) {
    return config
        .holder()
        .filter(name -> !name.isBlank())
        .orElseGet(() -> service + "-" + ProcessHandle.current().pid());
  }
}
