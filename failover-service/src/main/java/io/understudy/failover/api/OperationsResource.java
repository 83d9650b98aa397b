package io.understudy.failover.api;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.understudy.core.failover.Command;
import io.understudy.core.failover.RunBook;
import io.understudy.core.failover.RunBook.Idempotency;
import io.understudy.core.failover.RunRequest;
import io.understudy.core.port.Bytes;
import io.understudy.failover.access.Asking;
import io.understudy.failover.run.RunDesk;
import io.understudy.service.api.Problems;
import io.understudy.service.api.Turnstile;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Operations: begun, watched, and told how to go on. Any replica answers for all. */
@Path("/api/v1/operations")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "operations")
public class OperationsResource {

  private static final int MOST_KEY = 256;
  private static final int UNPROCESSABLE = 422;

  private final RunDesk desk;
  private final RunBook book;
  private final Asking asking;
  private final InstantSource time;
  private final Turnstile listers = new Turnstile(Turnstile.LISTING);

  @Inject
  OperationsResource(RunDesk desk, RunBook book, Asking asking, InstantSource time) {
    this.desk = desk;
    this.book = book;
    this.asking = asking;
    this.time = time;
  }

  /**
   * All that are kept.
   *
   * @param operations the newest first
   * @param unreadable ids of those whose journal is damaged or was changed
   */
  public record Operations(List<OperationSummary> operations, List<String> unreadable) {}

  @GET
  @Operation(summary = "Operations that are kept, the newest first")
  @APIResponse(responseCode = "200", description = "All, with the ids of those that are damaged")
  @APIResponse(responseCode = "503", description = "Too many list them, or etcd does not answer")
  public Operations list() {
    return listers.through(() -> OperationSummary.all(book, time.instant()));
  }

  @GET
  @Path("{id: [-0-9a-f]+}")
  @Operation(summary = "One operation: its steps, their evidence, times")
  @APIResponse(responseCode = "200", description = "How it stands")
  @APIResponse(responseCode = "404", description = "There is no such operation, or none any more")
  @APIResponse(responseCode = "409", description = "Its journal is damaged or was changed")
  public OperationView operation(@PathParam("id") String id) {
    return OperationView.of(Journals.kept(book, id), time.instant());
  }

  @POST
  @Operation(summary = "Begin an operation, as it was planned")
  @APIResponse(responseCode = "202", description = "On record; the location shows how it goes")
  @APIResponse(responseCode = "400", description = "The body is not such a request")
  @APIResponse(responseCode = "401", description = "Nobody knows who calls")
  @APIResponse(responseCode = "403", description = "They may not")
  @APIResponse(responseCode = "409", description = "Another one goes on, or it must not be begun")
  @APIResponse(responseCode = "412", description = "What was planned with does not hold any more")
  @APIResponse(responseCode = "422", description = "The idempotency key came with another body")
  public Response begin(
      @HeaderParam("Idempotency-Key") @Nullable String key, @Nullable String body) {
    RunRequest asked = Bodies.operation(body);
    RunRequest request = asked.askedBy(asking.mayBegin(asked));
    return switch (desk.begin(request, idempotency(key, body))) {
      case RunDesk.Answer.Accepted accepted -> {
        asking.began(accepted.id());
        yield Response.accepted(operation(accepted.id())).location(at(accepted.id())).build();
      }
      case RunDesk.Answer.Busy busy ->
          throw Problems.of(
              Status.CONFLICT,
              "Another operation goes on",
              "only one is carried out at a time; see " + at(busy.id()));
      case RunDesk.Answer.OtherBody other ->
          throw HttpProblem.builder()
              .withStatus(UNPROCESSABLE)
              .withTitle("Idempotency key was used for another request")
              .withDetail("it began " + at(other.id()) + "; choose another key")
              .build();
      case RunDesk.Answer.Stale stale ->
          throw Problems.of(
              Status.PRECONDITION_FAILED,
              "Not what was planned any more",
              stale.why() + "; plan again, look, and send the new planHash");
      case RunDesk.Answer.Refused refused ->
          throw Problems.of(
              Status.CONFLICT,
              "Must not be begun as things are",
              String.join("; ", refused.why())
                  + ". Mend it, or name steps whose problems are known in 'despite'");
    };
  }

  @POST
  @Path("{id: [-0-9a-f]+}:{command: [a-z]+}")
  @Operation(
      summary = "Say something to an operation: pause, resume, retry, ignore, cancel, approve",
      description = "{\"step\", \"comment\"}: the step is the one it waits for if none is named")
  @APIResponse(responseCode = "200", description = "On record; how it stands")
  @APIResponse(responseCode = "400", description = "The body is not {\"step\", \"comment\"}")
  @APIResponse(responseCode = "401", description = "Nobody knows who calls")
  @APIResponse(responseCode = "403", description = "They may not")
  @APIResponse(responseCode = "404", description = "No such operation, or no such command")
  @APIResponse(responseCode = "409", description = "That cannot be said now")
  public OperationView say(
      @PathParam("id") String id, @PathParam("command") String name, @Nullable String body) {
    Command command =
        Command.of(name)
            .orElseThrow(
                () ->
                    Problems.of(
                        Status.NOT_FOUND,
                        "No such command",
                        "known: pause, resume, retry, ignore, cancel, approve"));
    Bodies.Word word = Bodies.word(body, command == Command.IGNORE);
    RunBook.Kept kept = Journals.kept(book, id);
    String by = asking.maySay(command, id, kept.state().verb(), word.step(), word.comment());
    Optional<String> refused = desk.say(kept, command, word.step(), by, word.comment());
    if (refused.isPresent()) {
      throw Problems.of(Status.CONFLICT, "That cannot be said now", refused.get());
    }
    return operation(id);
  }

  private static Optional<Idempotency> idempotency(@Nullable String key, @Nullable String body) {
    if (key == null) {
      return Optional.empty();
    }
    if (key.isBlank() || key.length() > MOST_KEY) {
      throw Problems.of(
          Status.BAD_REQUEST, "Bad Idempotency-Key", "it must be 1 to " + MOST_KEY + " characters");
    }
    String digest = Bytes.utf8(body == null ? "" : body).sha256();
    return Optional.of(new Idempotency(Bytes.utf8(key).sha256(), digest));
  }

  private static URI at(String id) {
    return URI.create("/api/v1/operations/" + id);
  }
}
