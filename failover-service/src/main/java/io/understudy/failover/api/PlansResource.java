package io.understudy.failover.api;

import io.understudy.failover.RunbookInForce;
import io.understudy.failover.run.Planner;
import io.understudy.failover.step.Steps;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What would be done, and what it is made of. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "plans")
public class PlansResource {

  private final Planner planner;
  private final RunbookInForce runbook;
  private final Steps steps;

  @Inject
  PlansResource(Planner planner, RunbookInForce runbook, Steps steps) {
    this.planner = planner;
    this.runbook = runbook;
    this.steps = steps;
  }

  @POST
  @Path("plans")
  @Operation(summary = "What an operation would do now, and what stands in its way")
  @APIResponse(responseCode = "200", description = "The plan; nothing was changed")
  @APIResponse(responseCode = "400", description = "The body is not {\"verb\"}")
  @APIResponse(responseCode = "401", description = "Nobody knows who calls")
  @APIResponse(responseCode = "403", description = "They may not")
  @APIResponse(responseCode = "503", description = "This site's etcd does not answer")
  public PlanView plan(@Nullable String body) {
    return PlanView.of(planner.plan(Bodies.plan(body)));
  }

  @GET
  @Path("runbook")
  @Produces(MediaType.TEXT_PLAIN)
  @Operation(summary = "The runbook in force, as it is written: to be copied and changed")
  public String runbook() {
    return runbook.text();
  }

  @GET
  @Path("step-types")
  @Operation(summary = "The types of steps that runbooks may have, with what each takes")
  public java.util.List<StepTypeView> stepTypes() {
    return steps.types().stream().map(StepTypeView::of).toList();
  }
}
