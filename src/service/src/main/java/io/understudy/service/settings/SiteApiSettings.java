package io.understudy.service.settings;

import io.understudy.etcd.TlsFiles;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How the API servers of a site are reached.
 *
 * @param site {@code primary} or {@code standby}, as in the properties' names
 * @param access empty if none is configured
 * @param servers host and port of each of its API servers; empty if they are to be found out
 */
public record SiteApiSettings(String site, Optional<Access> access, List<String> servers) {

  private static final int API_PORT = 6443;

  /** Under which name they are known, and who this process is to them. */
  public sealed interface Access {

    record Kubeconfig(Path file) implements Access {}

    /**
     * @param token file with the bearer token, read again for each call
     * @param ca PEM; the system's CAs if there is none
     */
    record Token(URI url, Path token, Optional<Path> ca) implements Access {}
  }

  /**
   * @param site also the prefix of the properties
   */
  public static SiteApiSettings read(String site, SiteApiConfig given, Problems problems) {
    return new SiteApiSettings(
        site,
        access(site, given, problems),
        problems.read(
            site + ".api-servers", List.of(), () -> servers(set(given.apiServers()).orElse(""))));
  }

  private static Optional<Access> access(String site, SiteApiConfig given, Problems problems) {
    Optional<Path> kubeconfig =
        problems.read(
            site + ".kubeconfig-file",
            Optional.empty(),
            () -> set(given.kubeconfigFile()).map(SiteApiSettings::readable));
    Optional<Path> token =
        SecretFile.read(site + ".token-file", given.tokenFile(), "token", problems);
    Optional<Path> ca =
        problems.read(site + ".ca-file", Optional.empty(), () -> ca(given.caFile()));
    Optional<String> url = set(given.apiUrl());
    if (url.isEmpty()) {
      return kubeconfig.map(Access.Kubeconfig::new);
    }
    if (set(given.kubeconfigFile()).isPresent()) {
      problems.add(site + ".api-url", "given beside a kubeconfig-file; give one of them");
    }
    if (set(given.tokenFile()).isEmpty()) {
      problems.add(site + ".token-file", "missing; api-url needs the file with a bearer token");
    }
    URI address =
        problems.read(site + ".api-url", URI.create("https://none"), () -> url(url.get()));
    return token.map(file -> new Access.Token(address, file, ca));
  }

  private static List<String> servers(String text) {
    return Arrays.stream(text.split(","))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .map(item -> HostPort.parse(item, API_PORT).toString())
        .distinct()
        .toList();
  }

  private static Path readable(String file) {
    Path path = Path.of(file);
    if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
      throw new IllegalArgumentException("cannot read " + file + "; name a file that is there");
    }
    return path;
  }

  private static Optional<Path> ca(Optional<String> file) {
    Optional<Path> path = set(file).map(Path::of);
    path.ifPresent(TlsFiles::certificates);
    return path;
  }

  private static URI url(String text) {
    try {
      URI uri = new URI(text);
      if ("https".equals(uri.getScheme()) && uri.getHost() != null && uri.getUserInfo() == null) {
        return uri;
      }
    } catch (URISyntaxException bad) {
      throw new IllegalArgumentException("no URL; write https://host:6443", bad);
    }
    throw new IllegalArgumentException("not usable; write https://host:6443");
  }

  private static Optional<String> set(Optional<String> text) {
    return text.map(String::strip).filter(value -> !value.isEmpty());
  }
}
