package io.understudy.service.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.port.EtcdException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** What callers are told of failures: problem details (RFC 9457). */
public final class Problems {

  private static final Logger LOG = Logger.getLogger(Problems.class);

  private static final int RETRY_SECONDS = 5;

  private Problems() {}

  public static HttpProblem of(Status status, String title, String detail) {
    return HttpProblem.builder().withStatus(status).withTitle(title).withDetail(detail).build();
  }

  /** The same as text, for where the framework's answers are not yet at hand. */
  public static String json(int status, String title, String detail) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("status", status)
        .put("title", title)
        .put("detail", detail)
        .toString();
  }

  /**
   * The answer to a HEAD of what holds something until its body is written, or is too dear for a
   * probe: such an answer has no body, so nobody would write it.
   */
  public static Response getOnly() {
    return Response.status(Status.METHOD_NOT_ALLOWED).header(HttpHeaders.ALLOW, "GET").build();
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

    /** Of the connection alone: nobody may be there any more to be told. */
    @ServerExceptionMapper
    Response brokenOff(IOException failure) {
      LOG.debugf("A connection broke off amid a request reason=\"%s\"", failure.getMessage());
      return of(
              Status.BAD_REQUEST,
              "Body cannot be read",
              "it did not come to its end; send it again")
          .toResponse();
    }

    /** Told in the log by the turnstile itself. */
    @ServerExceptionMapper
    Response full(Turnstile.FullException crowd) {
      return HttpProblem.builder()
          .withStatus(Status.SERVICE_UNAVAILABLE)
          .withTitle("Too many wait already")
          .withDetail(String.valueOf(crowd.getMessage()))
          .withHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
          .build()
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
