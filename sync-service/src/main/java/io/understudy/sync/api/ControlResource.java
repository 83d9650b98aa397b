package io.understudy.sync.api;

import io.understudy.sync.replica.Replica;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/**
 * What operators may ask of the mirror. Any replica takes it; the leader acts on it within a second
 * or so.
 */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "control")
@APIResponse(responseCode = "401", description = "Nobody knows who calls")
@APIResponse(responseCode = "403", description = "The caller lacks the right")
@APIResponse(responseCode = "409", description = "This site has been promoted")
public class ControlResource {

  private final Replica replica;

  @Inject
  ControlResource(Replica replica) {
    this.replica = replica;
  }

  /**
   * @param paused whether the mirror is to be paused
   */
  public record Pause(boolean paused) {}

  @POST
  @Path("resync")
  @Operation(summary = "Compare everything with the source and put right what differs")
  @APIResponse(responseCode = "202", description = "On record; the status shows how it goes")
  @APIResponse(responseCode = "400", description = "The body is not {\"accept\": <count>}")
  @APIResponse(responseCode = "503", description = "The target or the source does not answer")
  public Response resync(@Nullable String body) {
    replica.requests().resync(ResyncBody.accept(body));
    return Response.accepted().location(URI.create("/api/v1/status")).build();
  }

  @POST
  @Path("pause")
  @ResponseStatus(200)
  @Operation(summary = "Stop the mirror until it is resumed; a restart does not resume it")
  @APIResponse(responseCode = "200", description = "On record")
  public Pause pause() {
    replica.requests().pause();
    return new Pause(true);
  }

  @POST
  @Path("resume")
  @ResponseStatus(200)
  @Operation(summary = "Let a paused mirror go on from its checkpoint")
  @APIResponse(responseCode = "200", description = "On record")
  public Pause resume() {
    replica.requests().resume();
    return new Pause(false);
  }
}
