package io.understudy.monitor.dashboard;

import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Roles and plans of failover-service, passed on for the page. */
@Path(PassedOn.BASE)
@Singleton
@Blocking
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "dashboard")
public class PlansResource {

  private final FailoverCalls failover;

  @Inject
  PlansResource(FailoverCalls failover) {
    this.failover = failover;
  }

  @GET
  @Path("role")
  @Operation(summary = "GET /api/v1/role of failover-service")
  @APIResponse(responseCode = "200", description = "Its answer")
  @APIResponse(responseCode = "503", description = "It is not configured, or does not answer")
  public Response role() {
    return failover.get("/api/v1/role");
  }

  @POST
  @Path("plans")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "POST /api/v1/plans of failover-service, as the caller")
  @APIResponse(responseCode = "200", description = "Its answer")
  @APIResponse(responseCode = "401", description = "No token, or one that it does not know")
  public Response plan(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String caller, @Nullable String body) {
    return failover.post("/api/v1/plans", caller, body, Map.of(), "");
  }
}
