package io.understudy.sync.api;

import io.understudy.core.control.RepairRequest;
import io.understudy.core.control.RepairResult;
import io.understudy.service.api.Problems;
import io.understudy.sync.replica.RepairDesk.Answer;
import io.understudy.sync.replica.RepairDesk.Known;
import io.understudy.sync.replica.Replica;
import io.understudy.sync.settings.Settings;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * Recopies keys that operators name, and deletes surplus ones that they confirm. Any replica takes
 * it; the leader does it.
 */
@Path("/api/v1/repair")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "control")
public class RepairResource {

  private final Replica replica;
  private final Settings settings;

  @Inject
  RepairResource(Replica replica, Settings settings) {
    this.replica = replica;
    this.settings = settings;
  }

  /**
   * How a repair stands.
   *
   * @param state requested, done
   * @param keys asked for, and once it is done those that were added as owners too
   * @param counts keys by what became of them; null until it is done
   * @param outcomes of each key, as far as the record has room; null until it is done
   * @param unlisted keys that are counted but not listed
   */
  public record Repair(
      String id,
      String state,
      Instant requestedAt,
      @Nullable Instant doneAt,
      int keys,
      @Nullable Map<String, Integer> counts,
      @Nullable List<KeyOutcome> outcomes,
      int unlisted) {

    static Repair of(RepairRequest request) {
      int keys = request.keys().size() + request.surplus().size();
      return new Repair(request.id(), "requested", request.at(), null, keys, null, null, 0);
    }

    static Repair of(String id, RepairResult result) {
      Map<String, Integer> counts = new TreeMap<>();
      result.counts().forEach((outcome, count) -> counts.put(outcome.text(), count));
      List<KeyOutcome> outcomes = new ArrayList<>();
      result
          .outcomes()
          .forEach((key, outcome) -> outcomes.add(new KeyOutcome(key, outcome.text())));
      return new Repair(
          id,
          "done",
          result.requestedAt(),
          result.doneAt(),
          outcomes.size() + result.unlisted(),
          counts,
          outcomes,
          result.unlisted());
    }
  }

  /**
   * @param outcome repaired, repaired-as-owner, equal, not-in-source, out-of-reach, left-out,
   *     blocked, owner-missing, foreign-kept, needs-resync; of surplus ones: deleted, in-source,
   *     changed, not-there, left-out, has-dependents
   */
  public record KeyOutcome(String key, String outcome) {}

  @POST
  @Operation(
      summary = "Recopy keys from the source, owners first; delete confirmed surplus keys",
      description =
          "{\"keys\": [\"/registry/...\"], \"surplus\": [{\"key\": \"/registry/...\", \"revision\":"
              + " <of its last put on the target>}]}; either may be absent")
  @APIResponse(responseCode = "202", description = "On record; the location shows how it goes")
  @APIResponse(responseCode = "400", description = "The body is anything else, or too much")
  @APIResponse(responseCode = "401", description = "Nobody knows who calls")
  @APIResponse(responseCode = "403", description = "The caller lacks the right")
  @APIResponse(responseCode = "409", description = "Another repair waits, or the site is promoted")
  public Response repair(@Nullable String body) {
    RepairBody wanted = RepairBody.read(body, settings.healing().repairMaxKeys());
    return switch (replica.repairs().ask(wanted.keys(), wanted.surplus())) {
      case Answer.Asked asked ->
          Response.accepted(Repair.of(asked.request())).location(at(asked.request())).build();
      case Answer.Busy busy ->
          throw Problems.of(
              Status.CONFLICT,
              "Another repair waits",
              "only one is taken at a time; look at " + at(busy.other()) + " and ask again later");
      case Answer.TooLarge large ->
          throw RepairBody.bad(
              "the keys make a record of "
                  + large.bytes()
                  + " bytes, understudy.txn.max-bytes is "
                  + large.maxBytes()
                  + "; send fewer at once");
    };
  }

  @GET
  @Path("{id}")
  @Operation(summary = "What became of a repair, key by key")
  @APIResponse(responseCode = "200", description = "Keys and what became of them; never a value")
  @APIResponse(responseCode = "404", description = "There is no such repair, or none any more")
  public Repair state(@PathParam("id") String id) {
    Known known = replica.repairs().find(id).orElseThrow(RepairResource::unknown);
    return known
        .result()
        .map(result -> Repair.of(id, result))
        .or(() -> known.request().map(Repair::of))
        .orElseThrow(RepairResource::unknown);
  }

  private static URI at(RepairRequest request) {
    return URI.create("/api/v1/repair/" + request.id());
  }

  private static RuntimeException unknown() {
    return Problems.of(
        Status.NOT_FOUND,
        "No such repair",
        "the results of the last ten are kept, and a promotion drops what waits");
  }
}
