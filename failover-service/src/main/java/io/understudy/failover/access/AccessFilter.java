package io.understudy.failover.access;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.understudy.service.api.Problems;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response.Status;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/**
 * Before every call that is not one of reading: who asks, and, as far as the address tells, whether
 * they may. What it does not know nobody may. After it: the line of the audit log.
 */
@Singleton
public class AccessFilter {

  private static final String GUARDED = AccessFilter.class.getName();

  private final Instance<Asking> asking;
  private final Instance<Authority> authority;

  /** Both asked for with the first call: filters are made before there are settings. */
  @Inject
  AccessFilter(Instance<Asking> asking, Instance<Authority> authority) {
    this.asking = asking;
    this.authority = authority;
  }

  @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
  public void ask(ContainerRequestContext request, HttpServerRequest http) {
    String path = request.getUriInfo().getPath();
    GuardedCall call =
        GuardedCall.of(request.getMethod(), path.startsWith("/") ? path : "/" + path);
    switch (call) {
      case GuardedCall.Reads reads -> {}
      case GuardedCall.Needs needs -> {
        identify(needs.action(), request, http);
        asking.get().admit(needs.right());
      }
      case GuardedCall.NeedsByContent later -> identify(later.action(), request, http);
      case GuardedCall.Undefined undefined -> {
        identify(request.getMethod() + " " + path, request, http);
        throw Problems.of(
            Status.FORBIDDEN,
            "No right is defined for this call",
            "so nobody may make it; this is a defect of failover-service, report it");
      }
    }
  }

  private void identify(String action, ContainerRequestContext request, HttpServerRequest http) {
    request.setProperty(GUARDED, true);
    asking
        .get()
        .comes(action, http.remoteAddress() == null ? "" : http.remoteAddress().hostAddress());
    asking
        .get()
        .isFrom(
            authority
                .get()
                .identify(
                    new Credentials(
                        Optional.ofNullable(request.getHeaderString(HttpHeaders.AUTHORIZATION)),
                        certificate(http.isSSL() ? http.sslSession() : null),
                        http.isSSL())));
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
      asking.get().answered(response.getStatus(), why(response));
    }
  }

  /** Problems say it. */
  private static String why(ContainerResponseContext response) {
    return response.getEntity() instanceof HttpProblem problem
        ? problem.getTitle() + (problem.getDetail() == null ? "" : ": " + problem.getDetail())
        : "";
  }
}
