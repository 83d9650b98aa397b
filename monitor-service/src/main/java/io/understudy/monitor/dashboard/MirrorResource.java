package io.understudy.monitor.dashboard;

import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What the page needs of sync-service, passed on: these calls and no others. */
@Path("/api/v1/sync-service")
@Singleton
@Blocking
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "dashboard")
public class MirrorResource {

  private final MirrorView mirror;
  private final Waiting waiting = new Waiting();

  @Inject
  MirrorResource(MirrorView mirror) {
    this.mirror = mirror;
  }

  @GET
  @Path("status")
  @Operation(summary = "GET /api/v1/status of sync-service, of its leader if one is reached")
  @APIResponse(responseCode = "200", description = "Its answer")
  @APIResponse(responseCode = "503", description = "It is not configured, or does not answer")
  public Response status() {
    return waiting.through(() -> mirror.answer("/api/v1/status"));
  }

  @GET
  @Path("drift")
  @Operation(summary = "GET /api/v1/drift of sync-service, of its leader if one is reached")
  @APIResponse(responseCode = "200", description = "Its answer")
  @APIResponse(responseCode = "503", description = "It is not configured, or does not answer")
  public Response drift() {
    return waiting.through(() -> mirror.answer("/api/v1/drift?limit=50"));
  }
}
