package io.understudy.failover.role;

import io.understudy.failover.settings.FailoverSettings;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Which site is the primary, by all that can be asked. */
@Path("/api/v1/role")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "role")
public class RoleResource {

  private final RoleWatch watch;
  private final FailoverSettings settings;

  @Inject
  RoleResource(RoleWatch watch, FailoverSettings settings) {
    this.watch = watch;
    this.settings = settings;
  }

  @GET
  @Operation(summary = "What both sites claim to be, and whether the platform's name leads there")
  @APIResponse(responseCode = "200", description = "As it was found out last")
  public RoleView role() {
    RoleState state = watch.last().orElseGet(watch::look);
    return RoleView.of(state, settings.site(), settings.peer());
  }
}
