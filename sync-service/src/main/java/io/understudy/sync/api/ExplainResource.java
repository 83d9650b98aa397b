package io.understudy.sync.api;

import io.understudy.core.port.Bytes;
import io.understudy.service.api.Problems;
import io.understudy.sync.explain.Explanation;
import io.understudy.sync.replica.Replica;
import jakarta.inject.Inject;
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
import org.jspecify.annotations.Nullable;

/** Why a key is where it is. */
@Path("/api/v1/explain")
@Tag(name = "explain")
public class ExplainResource {

  private final Replica replica;

  @Inject
  ExplainResource(Replica replica) {
    this.replica = replica;
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "What happens to a key of the source, by which rule, owners considered")
  @APIResponse(
      responseCode = "200",
      description = "Decision, reason and whereabouts; never a value")
  @APIResponse(responseCode = "400", description = "No key given")
  @APIResponse(responseCode = "404", description = "The source has no such key")
  public Explanation explain(
      @Parameter(description = "The etcd key, for example /registry/secrets/default/a") @RestQuery
          @Nullable String key) {
    if (key == null || key.isEmpty()) {
      throw Problems.of(
          Status.BAD_REQUEST, "No key given", "name it: /api/v1/explain?key=/registry/...");
    }
    return replica
        .explainer()
        .explain(Bytes.utf8(key))
        .orElseThrow(
            () ->
                Problems.of(
                    Status.NOT_FOUND, "No such key", "the source etcd has no key '" + key + "'"));
  }
}
