package io.understudy.monitor.dashboard;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.understudy.service.api.Problems;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Operations of failover-service, passed on for the page: these calls and no others. */
@Path(PassedOn.BASE + "/operations")
@Singleton
@Blocking
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "dashboard")
public class OperationsResource {

  private final FailoverCalls failover;
  private final Following following;

  @Inject
  OperationsResource(FailoverCalls failover, Following following) {
    this.failover = failover;
    this.following = following;
  }

  @GET
  @Operation(summary = "GET /api/v1/operations of failover-service")
  @APIResponse(responseCode = "200", description = "Its answer")
  @APIResponse(responseCode = "503", description = "It is not configured, or does not answer")
  public Response operations() {
    return failover.get("/api/v1/operations");
  }

  @GET
  @Path("{id: " + PassedOn.ID + "}")
  @Operation(summary = "GET /api/v1/operations/{id} of failover-service")
  @APIResponse(responseCode = "200", description = "Its answer")
  @APIResponse(responseCode = "503", description = "It is not configured, or does not answer")
  public Response operation(@PathParam("id") String id) {
    return failover.get("/api/v1/operations/" + id);
  }

  @GET
  @Path("{id: " + PassedOn.ID + "}/events")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Operation(summary = "GET /api/v1/operations/{id}/events of failover-service, as they come")
  public Multi<OutboundSseEvent> follow(
      @PathParam("id") String id,
      @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
      @Context Sse sse) {
    return following.follow(id, lastEventId, sse);
  }

  @HEAD
  @Path("{id: " + PassedOn.ID + "}/events")
  @Operation(hidden = true)
  public Response head() {
    return Problems.getOnly();
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "POST /api/v1/operations of failover-service, as the caller")
  @APIResponse(responseCode = "202", description = "Its answer")
  @APIResponse(responseCode = "401", description = "No token, or one that it does not know")
  public Response begin(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String caller,
      @HeaderParam("Idempotency-Key") @Nullable String key,
      @Nullable String body) {
    Map<String, String> headers = key == null ? Map.of() : Map.of("Idempotency-Key", key);
    return failover.post("/api/v1/operations", caller, body, headers, FailoverCalls.UNSURE);
  }

  @POST
  @Path("{id}/{command}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "POST /api/v1/operations/{id}:{command} of failover-service, as the caller")
  @APIResponse(responseCode = "200", description = "Its answer")
  @APIResponse(responseCode = "401", description = "No token, or one that it does not know")
  public Response say(
      @PathParam("id") String id,
      @PathParam("command") String command,
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String caller,
      @Nullable String body) {
    // Both are what the guard of these calls let through, and nothing else.
    String path = "/api/v1/operations/" + id + ":" + command;
    return failover.post(path, caller, body, Map.of(), FailoverCalls.UNSURE);
  }
}
