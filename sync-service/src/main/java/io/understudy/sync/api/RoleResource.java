package io.understudy.sync.api;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.understudy.core.control.TermRecord;
import io.understudy.core.control.UnparkRecord;
import io.understudy.core.role.RoleChange;
import io.understudy.core.role.RoleRequest;
import io.understudy.sync.replica.Replica;
import io.understudy.sync.status.Phase;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Changes of this site's role. Any replica takes them, whoever leads. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "role")
public class RoleResource {

  private static final int MAX_TEXT = 500;

  private final Replica replica;

  @Inject
  RoleResource(Replica replica) {
    this.replica = replica;
  }

  /**
   * @param expectedTerm the term the decision was made on; 0 for a site without one
   * @param aboveTerm of a demotion: the other side's term
   * @param reason why, for people
   * @param force also where something is unproven or would be lost
   */
  public record RoleCall(
      @Nullable Long expectedTerm,
      @Nullable Long aboveTerm,
      @Nullable String reason,
      @Nullable Boolean force) {}

  /**
   * The role as it is now. The last five are null where nothing was claimed.
   *
   * @param repeated an earlier call with the same request had brought it about
   */
  public record SiteRole(
      String role,
      long term,
      String holder,
      Instant since,
      String reason,
      boolean repeated,
      @Nullable String sourceClusterId,
      @Nullable Long watermark,
      @Nullable Long targetRevision,
      @Nullable String phase,
      @Nullable Boolean inParts) {

    static SiteRole of(TermRecord record, boolean repeated) {
      TermRecord.Claim claim = record.claim();
      return new SiteRole(
          record.isPromoted() ? "promoted" : "standby",
          record.term(),
          record.holder(),
          record.since(),
          record.reason(),
          repeated,
          claim == null ? null : Long.toHexString(claim.sourceClusterId()),
          claim == null ? null : claim.watermark(),
          claim == null ? null : claim.targetRevision(),
          claim == null ? null : Phase.of(claim.phase()).text(),
          claim == null ? null : claim.inParts());
    }
  }

  /**
   * How far the last unpark has come.
   *
   * @param state none, requested, running, done
   */
  public record Unpark(
      String state,
      @Nullable Instant requestedAt,
      @Nullable Instant updatedAt,
      @Nullable String worker,
      long total,
      long done,
      long leftCount,
      List<UnparkRecord.Item> left,
      long noteCount,
      List<UnparkRecord.Item> notes) {

    static Unpark of(UnparkRecord record) {
      return new Unpark(
          record.stateText(),
          record.requestedAt(),
          record.updatedAt(),
          record.worker(),
          record.total(),
          record.done(),
          record.leftCount(),
          record.left(),
          record.noteCount(),
          record.notes());
    }

    static Unpark none() {
      return new Unpark("none", null, null, null, 0, 0, 0, List.of(), 0, List.of());
    }
  }

  @POST
  @Path("promote")
  @NeedsToken
  @Operation(summary = "Make this standby the primary: from then on nothing is mirrored into it")
  @APIResponse(responseCode = "200", description = "Promoted, now or by an earlier same request")
  @APIResponse(responseCode = "400", description = "expectedTerm or reason is missing")
  @APIResponse(responseCode = "409", description = "Promoted by another, or not proven equal")
  @APIResponse(responseCode = "412", description = "The term is another; the answer says which")
  public SiteRole promote(
      @Nullable RoleCall call, @HeaderParam("Idempotency-Key") @Nullable String key) {
    return role(replica.roles().promote(request(call, key)));
  }

  @POST
  @Path("demote")
  @NeedsToken
  @Operation(summary = "Prepare this site to be mirrored into")
  @APIResponse(responseCode = "200", description = "A standby, now or by an earlier same request")
  @APIResponse(responseCode = "400", description = "expectedTerm or reason is missing")
  @APIResponse(responseCode = "409", description = "A standby already, or objects are still parked")
  @APIResponse(responseCode = "412", description = "The term is another; the answer says which")
  public SiteRole demote(
      @Nullable RoleCall call, @HeaderParam("Idempotency-Key") @Nullable String key) {
    RoleRequest request = request(call, key);
    Long above = call == null ? null : call.aboveTerm();
    if (above != null && above < 0) {
      throw bad("aboveTerm must not be negative");
    }
    return role(replica.roles().demote(request, above == null ? 0 : above));
  }

  @POST
  @Path("unpark")
  @NeedsToken
  @Consumes(MediaType.WILDCARD)
  @Operation(summary = "Put the parked objects of a promoted site in place")
  @APIResponse(responseCode = "202", description = "On record; the location shows how it goes")
  @APIResponse(responseCode = "409", description = "This site is not promoted")
  public Response unpark() {
    UnparkRecord record =
        replica
            .roles()
            .requestUnpark("an operator asked for it")
            .orElseThrow(
                () ->
                    Problems.of(
                        Status.CONFLICT,
                        "Site is not promoted",
                        "parked objects are put in place only once this site is the primary:"
                            + " POST /api/v1/promote first"));
    return Response.accepted(Unpark.of(record)).location(URI.create("/api/v1/unpark")).build();
  }

  @GET
  @Path("unpark")
  @Operation(summary = "How far the last unpark has come, and what stays parked and why")
  public Unpark unparkProgress() {
    return replica.roles().unpark().map(Unpark::of).orElseGet(Unpark::none);
  }

  private static RoleRequest request(@Nullable RoleCall call, @Nullable String key) {
    if (call == null || call.expectedTerm() == null || call.expectedTerm() < 0) {
      throw bad("expectedTerm is missing: give the term that GET /api/v1/status shows");
    }
    String reason = call.reason() == null ? "" : call.reason().strip();
    if (reason.isEmpty() || reason.length() > MAX_TEXT) {
      throw bad(
          "reason is missing or longer than " + MAX_TEXT + " characters: say why, for people");
    }
    String given = key == null ? "" : key.strip();
    if (given.length() > MAX_TEXT) {
      throw bad("Idempotency-Key is longer than " + MAX_TEXT + " characters");
    }
    return new RoleRequest(call.expectedTerm(), reason, given, Boolean.TRUE.equals(call.force()));
  }

  private static SiteRole role(RoleChange change) {
    return switch (change) {
      case RoleChange.Changed changed -> SiteRole.of(changed.record(), changed.repeated());
      case RoleChange.WrongTerm wrong ->
          throw problem(
              Status.PRECONDITION_FAILED,
              "Term is not the expected one",
              "expected term "
                  + wrong.expected()
                  + ", the site is in term "
                  + wrong.present().term()
                  + "; nothing was changed. Look at the status again and decide anew",
              wrong.present());
      case RoleChange.Refused refused ->
          throw problem(
              Status.CONFLICT,
              "Role was not changed",
              refused.why() + "; " + refused.remedy(),
              refused.present());
    };
  }

  private static HttpProblem problem(
      Status status, String title, String detail, TermRecord present) {
    return HttpProblem.builder()
        .withStatus(status)
        .withTitle(title)
        .withDetail(detail)
        .with("role", present.isPromoted() ? "promoted" : "standby")
        .with("term", present.term())
        .build();
  }

  private static HttpProblem bad(String detail) {
    return Problems.of(Status.BAD_REQUEST, "The request is not complete", detail);
  }
}
