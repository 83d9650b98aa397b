package io.understudy.sync.api;

import io.understudy.service.api.Problems;
import io.understudy.sync.drift.DriftReport;
import io.understudy.sync.replica.Replica;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response.Status;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** What others wrote to the target. */
@Path("/api/v1/drift")
@Tag(name = "drift")
public class DriftResource {

  private static final int MAX_LIMIT = 1_000;

  private final Replica replica;

  @Inject
  DriftResource(Replica replica) {
    this.replica = replica;
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "Writes by others to keys in scope, the newest first, and foreign keys")
  @APIResponse(responseCode = "200", description = "Keys, revisions and times; never a value")
  @APIResponse(responseCode = "400", description = "The limit is no number from 1 to 1000")
  public DriftReport drift(
      @Parameter(description = "Most writes and most foreign keys to tell, 1 to 1000")
          @RestQuery
          @DefaultValue("100")
          String limit) {
    return replica.drift().report(number(limit));
  }

  private static int number(String limit) {
    try {
      int number = Integer.parseInt(limit);
      if (number >= 1 && number <= MAX_LIMIT) {
        return number;
      }
    } catch (NumberFormatException notOne) {
      throw refused();
    }
    throw refused();
  }

  private static RuntimeException refused() {
    return Problems.of(
        Status.BAD_REQUEST, "No such limit", "write a whole number from 1 to " + MAX_LIMIT);
  }
}
