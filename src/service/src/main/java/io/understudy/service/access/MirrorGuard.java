package io.understudy.service.access;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.understudy.core.mirror.Timing;
import io.understudy.service.api.Problems;
import io.understudy.service.kubernetes.ApiClient;
import jakarta.ws.rs.core.Response.Status;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Lets a call through whose caller is known and has the right that its address needs. What each
 * call needs is one table; what is not in it nobody may call.
 */
public final class MirrorGuard implements CallGuard {

  private static final Logger LOG = Logger.getLogger(MirrorGuard.class);
  private static final int DEFECT = 500;

  private final Authority authority;
  private final Calls calls;
  private final Denials denials;

  /** What a service's calls need. */
  @FunctionalInterface
  public interface Calls {

    /** Empty if nobody has said it. */
    Optional<MirrorRight> needed(String method, String path);
  }

  /**
   * Where a service is.
   *
   * @param name as messages call it, for example {@code sync-service}
   * @param namespace that roles grant the rights in
   * @param link that roles may limit them to, as a resource's name
   */
  public record Place(String name, String namespace, String link) {}

  public MirrorGuard(Authority authority, Calls calls, Denials denials) {
    this.authority = authority;
    this.calls = calls;
    this.denials = denials;
  }

  /**
   * Who knows a service's callers.
   *
   * @param tokenFile empty if there is none
   * @param client of the cluster; asked for with the first call, if at all
   */
  public static Authority authority(
      GuardSettings settings,
      Place place,
      Optional<Path> tokenFile,
      Supplier<KubernetesClient> client,
      Timing timing) {
    TokenFileAuthority file =
        new TokenFileAuthority(tokenFile, right -> settings.tokenRights().contains(right));
    if (!settings.isByCluster()) {
      return file;
    }
    Reviews reviews =
        new KubernetesReviews(
            new ApiClient(client)::get,
            Optional.of(settings.audience()),
            MirrorRight.RESOURCE,
            place.namespace(),
            place.link());
    Authority cluster =
        new KubernetesAuthority(
            place.name(), Optional.of(settings.audience()), reviews, settings.reviews(), timing);
    return tokenFile.isEmpty() ? cluster : new TokenFileOrCluster(file, cluster);
  }

  @Override
  public void ask(Call call) {
    int status = DEFECT;
    String why = "a defect";
    try {
      Identity identity = authority.identify(call.shown());
      admit(call, identity);
      status = 0;
      LOG.infof(
          "Let through call=\"%s %s\" who=\"%s\" how=%s from=%s",
          call.method(),
          line(call.path()),
          line(identity.caller().name()),
          identity.caller().how(),
          call.from());
    } catch (HttpProblem denied) {
      status = denied.getStatusCode();
      why = denied.getTitle() + ": " + denied.getDetail();
      throw denied;
    } finally {
      if (status > 0) {
        denials.denied(status);
        LOG.warnf(
            "Not let through call=\"%s %s\" status=%d from=%s reason=\"%s\"",
            call.method(), line(call.path()), status, call.from(), line(why));
      }
    }
  }

  private void admit(Call call, Identity identity) {
    MirrorRight needed =
        calls
            .needed(call.method(), call.path())
            .orElseThrow(
                () ->
                    Problems.of(
                        Status.FORBIDDEN,
                        "No right is defined for this call",
                        "so nobody may make it; this is a defect of the service, report it"));
    Optional<String> refusal = identity.refusal(needed);
    if (refusal.isPresent()) {
      throw Problems.of(
          Status.FORBIDDEN,
          "Not allowed",
          refusal.get()
              + "; whoever administers rights here can grant '"
              + needed.text()
              + "', see docs/kubernetes.md");
    }
  }

  /** Callers must not write lines of their own into the log. */
  private static String line(String text) {
    return text.replaceAll("\\p{Cntrl}", " ").replace('"', '\'');
  }
}
