package io.understudy.failover.mirror;

import io.understudy.core.failover.mirror.MirrorEnd.Replica;
import io.understudy.service.rest.NotReachedException;
import io.understudy.service.rest.RestClient;
import io.understudy.service.settings.RestSettings;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The replicas of sync-service, each asked for itself. A host name that stands for several
 * addresses, as that of a headless Service does, is asked at each of them; with https it is asked
 * by its name, which the certificate is about.
 */
final class Replicas {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final String STATUS = "/api/v1/status";
  private static final String NOT_FOUND =
      "its name has no address; see the headless Service and DNS";

  private Replicas() {}

  /** How each of them stands now. */
  static List<Replica> ask(List<URI> addresses) {
    List<Replica> replicas = new ArrayList<>();
    for (URI address : addresses) {
      List<URI> each = each(address);
      if (each.isEmpty()) {
        replicas.add(new Replica(address.toString(), Optional.empty(), NOT_FOUND));
      }
      each.forEach(one -> replicas.add(status(one)));
    }
    return replicas;
  }

  private static List<URI> each(URI address) {
    if (!"http".equals(address.getScheme())) {
      return List.of(address);
    }
    try {
      return Arrays.stream(InetAddress.getAllByName(address.getHost()))
          .map(found -> at(address, found))
          .distinct()
          .toList();
    } catch (UnknownHostException none) {
      return List.of();
    }
  }

  private static URI at(URI address, InetAddress found) {
    try {
      return new URI(
          address.getScheme(),
          null,
          found.getHostAddress(),
          address.getPort(),
          address.getPath(),
          null,
          null);
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Replica status(URI address) {
    RestClient client =
        new RestClient(
            "sync-service at " + address,
            new RestSettings("sync.replicas", Optional.of(address), Optional.empty(), TIMEOUT));
    try {
      RestClient.Answer answer = client.get(STATUS);
      String phase = answer.body().path("phase").asText("");
      return answer.isOk() && !phase.isEmpty()
          ? new Replica(address.toString(), Optional.of(phase), "")
          : new Replica(
              address.toString(), Optional.empty(), "answers " + answer.status() + ", no status");
    } catch (NotReachedException silent) {
      return new Replica(address.toString(), Optional.empty(), "does not answer");
    }
  }
}
