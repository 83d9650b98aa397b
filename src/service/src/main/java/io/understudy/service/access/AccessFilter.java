package io.understudy.service.access;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/**
 * Has every call that is not one of reading asked about first. A service that has no {@link
 * CallGuard} takes none.
 */
@Singleton
public class AccessFilter {

  /** Methods that change nothing (RFC 9110, 9.2.1). */
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

  private static final String GUARDED = AccessFilter.class.getName();

  private final Instance<CallGuard> guard;

  /**
   * @param guard asked for with the first call: filters are made before there are settings
   */
  @Inject
  AccessFilter(Instance<CallGuard> guard) {
    this.guard = guard;
  }

  @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
  public void ask(ContainerRequestContext request, HttpServerRequest http) {
    if (SAFE.contains(request.getMethod())) {
      return;
    }
    request.setProperty(GUARDED, true);
    String path = request.getUriInfo().getPath();
    Credentials shown =
        new Credentials(
            Optional.ofNullable(request.getHeaderString(HttpHeaders.AUTHORIZATION)),
            certificate(http.isSSL() ? http.sslSession() : null),
            http.isSSL());
    String from = http.remoteAddress() == null ? "" : http.remoteAddress().hostAddress();
    guard
        .get()
        .ask(
            new CallGuard.Call(
                request.getMethod(), path.startsWith("/") ? path : "/" + path, shown, from));
  }

  private static Optional<X509Certificate> certificate(@Nullable SSLSession session) {
    if (session == null) {
      return Optional.empty();
    }
    try {
      return session.getPeerCertificates()[0] instanceof X509Certificate shown
          ? Optional.of(shown)
          : Optional.empty();
    } catch (SSLPeerUnverifiedException none) {
      return Optional.empty();
    }
  }

  @ServerResponseFilter
  public void answered(ContainerRequestContext request, ContainerResponseContext response) {
    if (request.getProperty(GUARDED) != null) {
      guard.get().answered(response.getStatus(), why(response));
    }
  }

  /** Problems say it. */
  private static String why(ContainerResponseContext response) {
    return response.getEntity() instanceof HttpProblem problem
        ? problem.getTitle() + (problem.getDetail() == null ? "" : ": " + problem.getDetail())
        : "";
  }
}
