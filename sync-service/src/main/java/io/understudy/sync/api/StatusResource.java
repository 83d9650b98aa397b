package io.understudy.sync.api;

import io.understudy.sync.replica.Replica;
import io.understudy.sync.status.Status;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Where this replica and its link stand. */
@Path("/api/v1/status")
@Tag(name = "status")
public class StatusResource {

  private final Replica replica;

  @Inject
  StatusResource(Replica replica) {
    this.replica = replica;
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "Phase, role, leader, revisions, watermark, lag, counters, last refusal")
  public Status status() {
    return replica.board().status();
  }
}
