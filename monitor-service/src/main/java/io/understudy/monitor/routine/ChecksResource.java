package io.understudy.monitor.routine;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.understudy.core.check.CheckBook;
import io.understudy.core.check.CheckBook.Listing;
import io.understudy.core.check.CheckDesk;
import io.understudy.core.check.CheckDesk.Asked;
import io.understudy.core.control.CheckRecord;
import io.understudy.core.control.CheckRequest;
import io.understudy.monitor.Ends;
import io.understudy.monitor.settings.MonitorSettings;
import io.understudy.service.api.Problems;
import io.understudy.service.api.Turnstile;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Kept results of checks, and requests for more. Any replica answers for all. */
@Path("/api/v1/checks")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "checks")
public class ChecksResource {

  private static final int USUAL_LIMIT = 20;
  private static final int LARGEST_LIMIT = 200;

  private final CheckBook book;
  private final CheckDesk desk;
  private final Site site;
  private final Scheduling scheduling;
  private final Turnstile listers = new Turnstile(Turnstile.LISTING);

  @Inject
  ChecksResource(MonitorSettings settings, Ends ends, Scheduling scheduling, InstantSource time) {
    this.book = new CheckBook(ends.target(), settings.link().keys());
    this.desk = new CheckDesk(ends.target(), settings.link().keys(), time);
    this.site = new Site(ends.target(), settings.link().keys());
    this.scheduling = scheduling;
  }

  /**
   * Some kept results.
   *
   * @param checks the newest first, without naming keys
   * @param unreadable ids of records that are damaged
   * @param more whether older ones follow; ask with {@code before} the last id
   */
  public record Checks(List<CheckView> checks, List<String> unreadable, boolean more) {}

  @GET
  @Operation(summary = "Kept results, the newest first")
  @APIResponse(responseCode = "200", description = "Without the keys that were found")
  @APIResponse(responseCode = "400", description = "limit or before is no such number")
  @APIResponse(responseCode = "503", description = "Too many list them, or etcd does not answer")
  public Checks list(
      @QueryParam("limit") @Nullable String limit, @QueryParam("before") @Nullable String before) {
    int most = limit(limit);
    if (before != null && !CheckRecord.isId(before)) {
      throw bad("before is no id of a check: 1 to 19 digits");
    }
    Listing listing =
        listers.through(() -> before == null ? book.newest(most) : book.olderThan(before, most));
    return new Checks(
        listing.checks().stream().map(CheckView::summary).toList(),
        listing.unreadable(),
        listing.more());
  }

  @GET
  @Path("{id}")
  @Operation(summary = "One check: how it stands, and what it found")
  @APIResponse(responseCode = "200", description = "With the keys, as far as they are kept")
  @APIResponse(responseCode = "404", description = "There is no such check, or none any more")
  public CheckView check(@PathParam("id") String id) {
    Optional<CheckRecord> kept = book.find(id);
    if (kept.isPresent()) {
      return CheckView.done(kept.get());
    }
    CheckDesk.Now now = desk.now();
    Optional<CheckRequest> asked = now.requested().filter(request -> request.id().equals(id));
    Instant askedAt = asked.map(CheckRequest::at).orElse(null);
    return now.running()
        .filter(running -> running.id().equals(id))
        .map(running -> CheckView.running(running, askedAt))
        .or(() -> asked.map(CheckView::requested))
        // It may have been kept between the two looks.
        .or(() -> book.find(id).map(CheckView::done))
        .orElseThrow(ChecksResource::unknown);
  }

  @POST
  @Operation(
      summary = "Ask for a check",
      description = "{\"values\": false} compares keys alone, {\"full\": true} reads every value")
  @APIResponse(responseCode = "202", description = "On record; the location shows how it stands")
  @APIResponse(responseCode = "400", description = "The body is not {\"values\", \"full\"}")
  @APIResponse(responseCode = "401", description = "Nobody knows who calls")
  @APIResponse(responseCode = "403", description = "The caller lacks the right")
  @APIResponse(responseCode = "409", description = "Another one waits, or the site is promoted")
  public Response ask(@Nullable String body) {
    CheckBody wanted = CheckBody.read(body);
    if (site.isPromoted()) {
      throw Problems.of(
          Status.CONFLICT,
          "Site is promoted",
          "nothing is mirrored into it any more, so there is nothing to compare");
    }
    return switch (desk.ask(wanted.values(), wanted.full())) {
      case Asked.OnRecord asked -> {
        scheduling.lookNow();
        yield Response.accepted(CheckView.requested(asked.request()))
            .location(at(asked.request()))
            .build();
      }
      case Asked.Other other ->
          throw Problems.of(
              Status.CONFLICT,
              "Another check waits",
              "only one is taken at a time; look at " + at(other.waiting()) + " and ask again");
    };
  }

  private static int limit(@Nullable String text) {
    if (text == null) {
      return USUAL_LIMIT;
    }
    try {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= LARGEST_LIMIT) {
        return limit;
      }
    } catch (NumberFormatException notOne) {
      throw bad("limit is no whole number from 1 to " + LARGEST_LIMIT);
    }
    throw bad("limit is no whole number from 1 to " + LARGEST_LIMIT);
  }

  private static HttpProblem bad(String detail) {
    return Problems.of(Status.BAD_REQUEST, "Bad query", detail);
  }

  private static URI at(CheckRequest request) {
    return URI.create("/api/v1/checks/" + request.id());
  }

  private static HttpProblem unknown() {
    return Problems.of(
        Status.NOT_FOUND,
        "No such check",
        "results beyond the newest understudy.monitor.keep are deleted, and a promotion drops what"
            + " waits; GET /api/v1/checks lists what is kept");
  }
}
