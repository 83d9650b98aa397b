package io.understudy.monitor.health;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Health as users of the plugin ask for it, beside {@code /q/health}. */
@Path("/healthz")
@Produces(MediaType.TEXT_PLAIN)
@Tag(name = "health")
public class HealthzResource {

  private final EndsProbe ends;

  @Inject
  HealthzResource(EndsProbe ends) {
    this.ends = ends;
  }

  @GET
  @Operation(summary = "Whether both etcds can be read")
  @APIResponse(responseCode = "200", description = "ok")
  @APIResponse(responseCode = "503", description = "Why not, one line for each etcd")
  public Response healthz() {
    List<String> troubles = ends.troubles();
    return troubles.isEmpty()
        ? Response.ok("ok\n").build()
        : Response.status(Status.SERVICE_UNAVAILABLE)
            .entity(String.join("\n", troubles) + "\n")
            .build();
  }
}
