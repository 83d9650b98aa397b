package io.understudy.service.api;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.port.EtcdException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** What callers are told of failures: problem details (RFC 9457). */
public final class Problems {

  private static final Logger LOG = Logger.getLogger(Problems.class);

  private Problems() {}

  public static HttpProblem of(Status status, String title, String detail) {
    return HttpProblem.builder().withStatus(status).withTitle(title).withDetail(detail).build();
  }

  /** Found by the framework. */
  static final class Mappers {

    @ServerExceptionMapper
    Response etcd(EtcdException failure) {
      String detail = String.valueOf(failure.getMessage());
      LOG.warnf("A request failed reason=\"%s\"", detail);
      return of(Status.SERVICE_UNAVAILABLE, "An etcd does not answer as it should", detail)
          .toResponse();
    }

    @ServerExceptionMapper
    Response corruptRecord(CorruptRecordException failure) {
      String detail = String.valueOf(failure.getMessage());
      LOG.warnf("A request failed reason=\"%s\"", detail);
      return of(Status.CONFLICT, "A control record cannot be read", detail).toResponse();
    }
  }
}
