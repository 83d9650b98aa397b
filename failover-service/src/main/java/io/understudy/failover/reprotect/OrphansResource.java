package io.understudy.failover.reprotect;

import io.understudy.core.orphan.NotExactException;
import io.understudy.core.orphan.Orphan;
import io.understudy.core.orphan.OrphanList;
import io.understudy.service.api.Problems;
import io.understudy.service.api.Turnstile;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestQuery;

/** What the other site, once the primary, has that this one never got. Keys, never values. */
@Path("/api/v1/orphans")
@Tag(name = "orphans")
public class OrphansResource {

  private static final Logger LOG = Logger.getLogger(OrphansResource.class);
  private static final String LINES = "application/x-ndjson";
  private static final int MOST_KEYS = 10_000;

  private final OrphanDesk desk;
  private final Turnstile waiting;

  @Inject
  OrphansResource(OrphanDesk desk, OrphanSettings settings) {
    this.desk = desk;
    this.waiting = new Turnstile(settings.waitingMax(), "understudy.orphans.waiting-max");
  }

  /**
   * How many there are, and the first of them in the order of keys.
   *
   * @param sourceClusterId the old primary's, in hexadecimal
   * @param watermark W: the old primary's revision that this site had received
   * @param targetRevision T: this site's revision at which it had
   * @param sourceRevision the old primary's revision that this is exact for
   * @param written late writes
   * @param deleted late deletes
   * @param unproven of those deletes, how many may be none
   * @param carriedOver objects there that this site has deleted since
   * @param digest names exactly this list
   * @param truncated whether not all are named
   */
  public record Orphans(
      long term,
      String sourceClusterId,
      long watermark,
      long targetRevision,
      long sourceRevision,
      long written,
      long deleted,
      long unproven,
      long carriedOver,
      String digest,
      List<Count> counts,
      List<Item> orphans,
      boolean truncated) {

    static Orphans of(OrphanDesk.Listing listing) {
      OrphanList list = listing.list();
      List<Item> items = listing.tally().first().stream().map(Item::of).toList();
      return new Orphans(
          list.handover().term(),
          Long.toHexString(list.handover().sourceClusterId()),
          list.handover().watermark(),
          list.handover().targetRevision(),
          list.sourceRevision(),
          list.written(),
          list.deleted(),
          list.unproven(),
          list.carriedOver(),
          list.digest(),
          listing.tally().counts().entrySet().stream()
              .map(
                  entry ->
                      new Count(
                          entry.getKey().kind(),
                          entry.getKey().resource(),
                          entry.getKey().namespace(),
                          entry.getValue()))
              .toList(),
          items,
          items.size() < list.total());
    }
  }

  /** So many of one resource in one namespace. */
  public record Count(String kind, String resource, String namespace, long count) {}

  /**
   * @param kind written or deleted
   * @param revision of a write: the old primary's; of a delete: this site's of what it still has
   * @param here absent, parked, equal, unchanged, changed
   */
  public record Item(String kind, String key, long revision, String here, boolean proven) {

    static Item of(Orphan orphan) {
      return new Item(
          orphan.kind().text(),
          orphan.key().utf8(),
          orphan.revision(),
          orphan.here().text(),
          orphan.isProven());
    }
  }

  /**
   * @param sha256 of the file, as it was read back
   */
  public record Export(
      String path,
      long count,
      long written,
      long deleted,
      String digest,
      String sha256,
      long bytes) {}

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "Counts the late writes and deletes of the old primary and names the first")
  @APIResponse(responseCode = "200", description = "Exact for sourceRevision")
  @APIResponse(responseCode = "409", description = "They cannot be told exactly; it says why")
  @APIResponse(responseCode = "503", description = "An etcd does not answer")
  public Orphans orphans(
      @Parameter(description = "most keys to name, 0 to 10000") @RestQuery @DefaultValue("100")
          String limit) {
    int keep = limit(limit);
    return told(() -> waiting.through(() -> Orphans.of(desk.list(keep))));
  }

  @GET
  @Path("all")
  @Produces(LINES)
  @Operation(summary = "All of them, one JSON object in a line after one of what is known of all")
  public Response lines() {
    Turnstile.Pass pass = told(waiting::enter);
    OrphanDesk.Whole whole = listed(pass);
    StreamingOutput body =
        out -> {
          try (pass;
              OrphanSpool spool = whole.spool()) {
            spool.copyTo(OrphanLine.header(whole.list()).toString(), out);
          }
        };
    return Response.ok(body, LINES).build();
  }

  @HEAD
  @Path("all")
  @Operation(hidden = true)
  public Response head() {
    return Problems.getOnly();
  }

  /** The pass is held until all is written, as a slow reader keeps a thread, too. */
  private OrphanDesk.Whole listed(Turnstile.Pass pass) {
    boolean isListed = false;
    try {
      OrphanDesk.Whole whole = told(desk::whole);
      isListed = true;
      return whole;
    } finally {
      if (!isListed) {
        pass.close();
      }
    }
  }

  @POST
  @Path("export")
  @Consumes(MediaType.WILDCARD)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Writes all of them with their values to the configured file, and reads it back")
  @APIResponse(responseCode = "200", description = "The file holds exactly the list of the digest")
  @APIResponse(responseCode = "401", description = "Nobody knows who calls")
  @APIResponse(responseCode = "403", description = "They may not")
  @APIResponse(
      responseCode = "409",
      description = "No file is configured, or nothing exact is known")
  public Export export() {
    OrphanDesk.Exported exported = told(() -> waiting.through(desk::export));
    LOG.infof(
        "Orphans exported file=%s count=%d digest=%s",
        exported.file(), exported.proof().count(), exported.proof().digest());
    return new Export(
        exported.file().toString(),
        exported.proof().count(),
        exported.list().written(),
        exported.list().deleted(),
        exported.proof().digest(),
        exported.proof().sha256(),
        exported.proof().bytes());
  }

  private static int limit(String given) {
    try {
      int limit = Integer.parseInt(given);
      if (limit >= 0 && limit <= MOST_KEYS) {
        return limit;
      }
    } catch (NumberFormatException notOne) {
      // Told as any other.
    }
    throw Problems.of(
        Status.BAD_REQUEST,
        "Bad query",
        "'limit' is no whole number from 0 to "
            + MOST_KEYS
            + "; GET /api/v1/orphans/all gives all of them");
  }

  private <T> T told(Supplier<T> work) {
    try {
      return work.get();
    } catch (NotExactException inexact) {
      throw problem(Status.CONFLICT, "The orphans cannot be told exactly", inexact);
    } catch (OrphanDesk.NoFileException missing) {
      throw problem(Status.CONFLICT, "No file to export to", missing);
    } catch (OrphanDesk.BusyException busy) {
      throw problem(Status.SERVICE_UNAVAILABLE, "Another listing goes on", busy);
    } catch (UncheckedIOException full) {
      throw problem(Status.SERVICE_UNAVAILABLE, "A file cannot be written", full);
    }
  }

  private static RuntimeException problem(Status status, String title, RuntimeException why) {
    LOG.warnf("Orphans cannot be told reason=\"%s\"", why.getMessage());
    return Problems.of(status, title, String.valueOf(why.getMessage()));
  }
}
