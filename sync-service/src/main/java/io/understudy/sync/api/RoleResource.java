package io.understudy.sync.api;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.understudy.core.control.TermRecord;
import io.understudy.core.control.UnparkRecord;
import io.understudy.core.role.RoleChange;
import io.understudy.core.role.RoleRequest;
import io.understudy.service.api.Problems;
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
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Changes of this site's role. Any replica takes them, whoever leads. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "role")
public class RoleResource {

  private final Replica replica;

  @Inject
  RoleResource(Replica replica) {
    this.replica = replica;
  }

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
   * An object of an unpark that deserves a look.
   *
   * @param key as the source has it
   */
  public record Item(String key, String why) {}

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
      List<Item> left,
      long unownedCount,
      long noteCount,
      List<Item> notes) {

    static Unpark of(UnparkRecord record) {
      return new Unpark(
          record.stateText(),
          record.requestedAt(),
          record.updatedAt(),
          record.worker(),
          record.total(),
          record.done(),
          record.leftCount(),
          items(record.left()),
          record.unownedCount(),
          record.noteCount(),
          items(record.notes()));
    }

    private static List<Item> items(List<UnparkRecord.Item> recorded) {
      return recorded.stream().map(item -> new Item(item.key(), item.why())).toList();
    }

    static Unpark none() {
      return new Unpark("none", null, null, null, 0, 0, 0, List.of(), 0, 0, List.of());
    }
  }

  @POST
  @Path("promote")
  @Operation(summary = "Make this standby the primary: from then on nothing is mirrored into it")
  @APIResponse(responseCode = "200", description = "Promoted, now or by an earlier same request")
  @APIResponse(responseCode = "400", description = "A field is missing, unknown or out of range")
  @APIResponse(
      responseCode = "409",
      description = "Promoted by another, not proven equal, or the other site is the primary")
  @APIResponse(responseCode = "412", description = "The term is another; the answer says which")
  @RequestBody(content = @Content(schema = @Schema(implementation = RoleBody.class)))
  public SiteRole promote(
      @Nullable String body, @HeaderParam("Idempotency-Key") @Nullable String key) {
    RoleRequest request = request(RoleBody.ofPromotion(body), key);
    return role(replica.roles().promote(request, replica.rival()));
  }

  @POST
  @Path("demote")
  @Operation(summary = "Prepare this site to be mirrored into")
  @APIResponse(responseCode = "200", description = "A standby, now or by an earlier same request")
  @APIResponse(responseCode = "400", description = "A field is missing, unknown or out of range")
  @APIResponse(responseCode = "409", description = "A standby already, or objects are still parked")
  @APIResponse(responseCode = "412", description = "The term is another; the answer says which")
  @RequestBody(content = @Content(schema = @Schema(implementation = RoleBody.class)))
  public SiteRole demote(
      @Nullable String body, @HeaderParam("Idempotency-Key") @Nullable String key) {
    RoleBody call = RoleBody.ofDemotion(body);
    return role(replica.roles().demote(request(call, key), call.aboveTerm()));
  }

  @POST
  @Path("unpark")
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

  private static RoleRequest request(RoleBody call, @Nullable String key) {
    String given = key == null ? "" : key.strip();
    if (given.length() > RoleBody.MAX_TEXT) {
      throw RoleBody.bad("Idempotency-Key is longer than " + RoleBody.MAX_TEXT + " characters");
    }
    return new RoleRequest(call.expectedTerm(), call.reason(), given, call.force());
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
}
