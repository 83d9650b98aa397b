package io.understudy.sync.api;

import io.understudy.service.api.Problems;
import io.understudy.sync.replica.Requests.PromotedException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** What callers are told of a site that is promoted. Found by the framework. */
final class PromotedMapper {

  @ServerExceptionMapper
  Response promoted(PromotedException refusal) {
    return Problems.of(Status.CONFLICT, "Site is promoted", String.valueOf(refusal.getMessage()))
        .toResponse();
  }
}
