package io.understudy.monitor.check;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.understudy.core.check.CannotTellException;
import io.understudy.core.check.CheckMode;
import io.understudy.core.port.EtcdException;
import io.understudy.monitor.settings.MonitorSettings;
import io.understudy.service.api.Problems;
import io.understudy.service.api.Turnstile;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestQuery;

/** The check, as ACP's users ask for it. */
@Path("/check")
@Tag(name = "check")
public class CheckResource {

  private static final Logger LOG = Logger.getLogger(CheckResource.class);
  private static final String RETRY_SECONDS = "10";
  private static final String TEXT = MediaType.TEXT_PLAIN + ";charset=UTF-8";

  private final CheckRuns runs;
  private final MonitorSettings settings;
  private final Event<CheckRuns.Answer> answers;
  private final Turnstile waiting;

  /** Writes an answer in one of its forms. */
  @FunctionalInterface
  private interface Form {
    void write(CheckRuns.Answer answer, OutputStream out) throws IOException;
  }

  @Inject
  CheckResource(CheckRuns runs, MonitorSettings settings, Event<CheckRuns.Answer> answers) {
    this.runs = runs;
    this.settings = settings;
    this.answers = answers;
    this.waiting = new Turnstile(settings.check().waitingMax(), "understudy.check.waiting-max");
  }

  @GET
  @Produces(TEXT)
  @Operation(
      summary = "Compares both etcds exactly, now, and tells every key that is not equal",
      description = "A run that began after the call; calls that wait together share one.")
  @APIResponse(responseCode = "200", description = "Consistent")
  @APIResponse(responseCode = "409", description = "Not consistent; the body says what")
  @APIResponse(responseCode = "503", description = "It could not tell; a problem says why")
  public Response text(
      @Parameter(description = "false: keys alone are compared") @RestQuery @DefaultValue("true")
          String values,
      @Parameter(description = "true: every value is read, also those known not to have moved")
          @RestQuery
          @DefaultValue("false")
          String full) {
    return answer(request(values, full), TEXT, CheckText::write);
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public Response json(
      @RestQuery @DefaultValue("true") String values,
      @RestQuery @DefaultValue("false") String full) {
    return answer(request(values, full), MediaType.APPLICATION_JSON, CheckJson::write);
  }

  @HEAD
  @Operation(hidden = true)
  public Response head() {
    return Problems.getOnly();
  }

  private static CheckMode request(String values, String full) {
    return new CheckMode(flag("values", values), flag("full", full));
  }

  private static boolean flag(String name, String given) {
    return switch (given) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw Problems.of(
              Status.BAD_REQUEST,
              "Bad query",
              "'" + name + "' is '" + given + "'; write true or false");
    };
  }

  private Response answer(CheckMode request, String type, Form form) {
    try {
      return within(waiting.enter(), request, type, form);
    } catch (CannotTellException cannot) {
      return cannotTell("Not to be said now", cannot);
    } catch (EtcdException failure) {
      return cannotTell("An etcd does not answer as it should", failure);
    } catch (CheckRuns.TooLongException late) {
      return cannotTell("Not known in time", late);
    } catch (Turnstile.FullException crowd) {
      return unavailable("Too many wait already", crowd);
    } catch (UncheckedIOException full) {
      return cannotTell("What differs cannot be written down", full);
    }
  }

  /** The pass is held until the answer is written, as a slow reader keeps a thread, too. */
  private Response within(Turnstile.Pass pass, CheckMode request, String type, Form form) {
    boolean isToBeWritten = false;
    try {
      Response told = told(runs.ask(request, settings.check().patience()), pass, type, form);
      isToBeWritten = true;
      return told;
    } finally {
      if (!isToBeWritten) {
        pass.close();
      }
    }
  }

  private Response told(CheckRuns.Answer answer, Turnstile.Pass pass, String type, Form form) {
    boolean toldOthers = false;
    try {
      answers.fire(answer);
      toldOthers = true;
    } finally {
      if (!toldOthers) {
        answer.close();
      }
    }
    Status status = answer.result().isConsistent() ? Status.OK : Status.CONFLICT;
    StreamingOutput body =
        out -> {
          try (pass;
              answer) {
            form.write(answer, out);
          }
        };
    return Response.status(status).type(type).entity(body).build();
  }

  /** Not thrown: whoever throws one is logged with all of the stack. */
  private static Response cannotTell(String title, RuntimeException why) {
    LOG.warnf("A check could not tell reason=\"%s\"", why.getMessage());
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
