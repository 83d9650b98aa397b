package io.understudy.failover.health;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Health in one word, beside {@code /q/health}. */
@Path("/healthz")
@Produces(MediaType.TEXT_PLAIN)
@Tag(name = "health")
public class HealthzResource {

  private final JournalProbe journals;

  @Inject
  HealthzResource(JournalProbe journals) {
    this.journals = journals;
  }

  @GET
  @Operation(summary = "Whether this site's etcd can be read")
  @APIResponse(responseCode = "200", description = "ok")
  @APIResponse(responseCode = "503", description = "Why not")
  public Response healthz() {
    Optional<String> trouble = journals.trouble();
    return trouble.isEmpty()
        ? Response.ok("ok\n").build()
        : Response.status(Status.SERVICE_UNAVAILABLE).entity(trouble.get() + "\n").build();
  }
}
