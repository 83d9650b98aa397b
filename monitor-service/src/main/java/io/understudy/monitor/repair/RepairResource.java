package io.understudy.monitor.repair;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.understudy.core.check.CheckBook;
import io.understudy.core.control.CheckRecord;
import io.understudy.core.control.ControlKeys;
import io.understudy.monitor.Ends;
import io.understudy.monitor.repair.RepairRun.Done;
import io.understudy.monitor.repair.RepairRun.RefusedException;
import io.understudy.monitor.settings.MonitorSettings;
import io.understudy.service.api.Problems;
import io.understudy.service.rest.NotReachedException;
import io.understudy.service.rest.RestClient.Answer;
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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Repairs what a kept check found, by asking the link's sync-service. Any replica can. */
@Path("/api/v1/checks/{id}/repair")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "checks")
public class RepairResource {

  private static final Logger LOG = Logger.getLogger(RepairResource.class);

  private final CheckBook book;
  private final ControlKeys keys;
  private final SyncClient sync;
  private final Duration patience;

  @Inject
  RepairResource(MonitorSettings settings, Ends ends, SyncClient sync) {
    this.book = new CheckBook(ends.target(), settings.link().keys());
    this.keys = settings.link().keys();
    this.sync = sync;
    this.patience = settings.routine().repairWait();
  }

  /**
   * What became of a repair.
   *
   * @param state done, or running if a batch was not done in time
   * @param asked keys that the check named for it
   * @param counts keys by what became of them, also owners that had to come first
   * @param outcomes of each key, in sync-service's words
   * @param notAsked keys that were not asked for, since a batch was not done in time
   * @param unlisted keys that the check counted but did not name; check again for those
   */
  // Only ever the entity of a Response, of which nothing is known when a native image is built.
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Repair(
      String check,
      String state,
      int asked,
      Map<String, Integer> counts,
      List<KeyOutcome> outcomes,
      int notAsked,
      long unlisted) {}

  /**
   * @param outcome as POST /api/v1/repair of sync-service has them
   */
  @RegisterForReflection
  public record KeyOutcome(String key, String outcome) {}

  @POST
  @Operation(
      summary = "Recopy the missed and different keys of a check",
      description =
          "{\"surplus\": \"delete\", \"confirm\": \"<surplusDigest>\"} also deletes exactly the"
              + " surplus keys that the check lists")
  @APIResponse(responseCode = "200", description = "Done; what became of each key")
  @APIResponse(responseCode = "202", description = "Under way; the location shows how it goes")
  @APIResponse(responseCode = "400", description = "The body is anything else")
  @APIResponse(responseCode = "404", description = "There is no such check, or none any more")
  @APIResponse(
      responseCode = "409",
      description = "Another digest, no sync-service configured, or it refuses")
  @APIResponse(responseCode = "503", description = "sync-service does not answer")
  public Response repair(@PathParam("id") String id, @Nullable String body) {
    RepairBody wanted = RepairBody.read(body);
    CheckRecord check = book.find(id).orElseThrow(() -> unknown("check", id));
    wanted.confirm().ifPresent(digest -> confirm(check, digest));
    RepairPlan plan = RepairPlan.of(check, keys, wanted.confirm().isPresent());
    try {
      Done done = new RepairRun(sync, patience).run(plan);
      LOG.infof(
          "Repaired check=%s recopied=%d deleted=%d outcomes=%s",
          id, plan.keys().size(), plan.surplus().size(), counts(done));
      return answer(check, plan, done);
    } catch (NotReachedException silent) {
      throw notReached(silent);
    } catch (RefusedException refused) {
      throw refused(refused);
    }
  }

  @GET
  @Path("{repair}")
  @Operation(summary = "How a batch of a repair stands, as sync-service says")
  @APIResponse(responseCode = "200", description = "As GET /api/v1/repair/{id} of sync-service")
  @APIResponse(responseCode = "404", description = "sync-service knows no such repair")
  public JsonNode state(@PathParam("id") String id, @PathParam("repair") String repair) {
    if (!CheckRecord.isId(repair)) {
      throw unknown("repair", repair);
    }
    try {
      Answer answer = sync.repairState(repair);
      return switch (answer.status()) {
        case 200 -> answer.body();
        case 404 -> throw unknown("repair", repair);
        default -> throw refused(new RefusedException(answer));
      };
    } catch (NotReachedException silent) {
      throw notReached(silent);
    }
  }

  private static void confirm(CheckRecord check, String digest) {
    String wanted = check.lists().surplusDigest();
    if (wanted.isEmpty()) {
      throw Problems.of(
          Status.CONFLICT,
          "Nothing to confirm",
          check.lists().surplus().isEmpty() && check.counts().surplus() == 0
              ? "the check found no surplus keys"
              : "the check found more surplus keys than it lists, so that nobody has seen them all;"
                  + " raise understudy.monitor.keep-max-bytes and check again");
    }
    if (!wanted.equals(digest)) {
      throw Problems.of(
          Status.CONFLICT,
          "Another digest",
          "the confirmation does not name the surplus keys of this check; read them in"
              + " GET /api/v1/checks/"
              + check.id()
              + " and send its surplusDigest");
    }
  }

  private static Response answer(CheckRecord check, RepairPlan plan, Done done) {
    Repair repair =
        new Repair(
            check.id(),
            done.underWay().isPresent() ? "running" : "done",
            plan.keys().size() + plan.surplus().size(),
            counts(done),
            done.outcomes().entrySet().stream()
                .map(each -> new KeyOutcome(each.getKey(), each.getValue()))
                .toList(),
            done.notAsked(),
            plan.unlisted());
    return done.underWay()
        .map(batch -> URI.create("/api/v1/checks/" + check.id() + "/repair/" + batch))
        .map(location -> Response.accepted(repair).location(location).build())
        .orElseGet(() -> Response.ok(repair).build());
  }

  private static Map<String, Integer> counts(Done done) {
    Map<String, Integer> counts = new TreeMap<>(done.unlistedByOutcome());
    done.outcomes().values().forEach(outcome -> counts.merge(outcome, 1, Integer::sum));
    return counts;
  }

  private static HttpProblem notReached(NotReachedException silent) {
    return Problems.of(
        silent.isConfigured() ? Status.SERVICE_UNAVAILABLE : Status.CONFLICT,
        silent.isConfigured() ? "sync-service does not answer" : "Nothing here can repair",
        String.valueOf(silent.getMessage()));
  }

  private static HttpProblem refused(RefusedException refused) {
    return Problems.of(
        refused.isConflict() ? Status.CONFLICT : Status.SERVICE_UNAVAILABLE,
        "sync-service did not repair",
        String.valueOf(refused.getMessage()));
  }

  private static HttpProblem unknown(String what, String id) {
    boolean isId = CheckRecord.isId(id);
    return Problems.of(
        Status.NOT_FOUND,
        "No such " + what,
        isId ? "there is none, or none any more" : "its id is 1 to 19 digits");
  }
}
