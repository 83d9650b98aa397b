package io.understudy.monitor.gc;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.understudy.core.port.EtcdException;
import io.understudy.monitor.settings.MonitorSettings;
import io.understudy.service.api.Problems;
import io.understudy.service.api.Turnstile;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestQuery;

/** What Kubernetes' garbage collector would do to the standby. */
@Path("/api/v1/gc-safety")
@Tag(name = "gc-safety")
public class GcSafetyResource {

  static final int MAX_LIMIT = 1_000;

  private static final Logger LOG = Logger.getLogger(GcSafetyResource.class);
  private static final String RETRY_SECONDS = "10";

  private final GcRuns runs;
  private final MonitorSettings settings;
  private final Turnstile waiting;

  @Inject
  GcSafetyResource(GcRuns runs, MonitorSettings settings) {
    this.runs = runs;
    this.settings = settings;
    this.waiting = new Turnstile(settings.check().waitingMax(), "understudy.check.waiting-max");
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Objects of the standby that the garbage collector would delete or patch",
      description =
          "Of what is visible now, and of what would be after an unpark. Read after the call;"
              + " calls that wait together share one reading.")
  @APIResponse(
      responseCode = "200",
      description = "Told, safe or not",
      content = @Content(schema = @Schema(implementation = GcSafetyAnswer.class)))
  @APIResponse(responseCode = "400", description = "The limit is no number from 1 to 1000")
  @APIResponse(responseCode = "503", description = "It could not tell; a problem says why")
  public Response safety(
      @Parameter(description = "Most objects to name in each answer, 1 to 1000")
          @RestQuery
          @DefaultValue("100")
          String limit) {
    int most = number(limit);
    try {
      GcSafetyAnswer answer =
          GcSafetyAnswer.of(waiting.through(() -> runs.ask(settings.check().patience())), most);
      return Response.ok(answer).build();
    } catch (EtcdException failure) {
      return cannotTell("An etcd does not answer as it should", failure);
    } catch (GcRuns.TooLongException late) {
      return cannotTell("Not known in time", late);
    } catch (Turnstile.FullException crowd) {
      return unavailable("Too many wait already", crowd);
    }
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

  /** Not thrown: whoever throws one is logged with all of the stack. */
  private static Response cannotTell(String title, RuntimeException why) {
    LOG.warnf("GC safety could not be told reason=\"%s\"", why.getMessage());
    return unavailable(title, why);
  }

  private static Response unavailable(String title, RuntimeException why) {
    return HttpProblem.builder()
        .withStatus(Status.SERVICE_UNAVAILABLE)
        .withTitle(title)
        .withDetail(String.valueOf(why.getMessage()))
        .withHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
        .build()
        .toResponse();
  }
}
