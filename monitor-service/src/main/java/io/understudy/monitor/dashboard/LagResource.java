package io.understudy.monitor.dashboard;

import io.understudy.monitor.dashboard.LagSamples.Sample;
import io.understudy.monitor.settings.DashboardSettings;
import io.understudy.monitor.settings.MonitorSettings;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The lag over the last hours, as this process saw it. */
@Path("/api/v1/lag")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "dashboard")
public class LagResource {

  private final LagWatch watch;
  private final DashboardSettings settings;

  @Inject
  LagResource(LagWatch watch, MonitorSettings settings) {
    this.watch = watch;
    this.settings = settings.dashboard();
  }

  /**
   * Samples in columns, the oldest first.
   *
   * @param since time of the oldest; null if there is none yet
   * @param everySeconds between two
   * @param spanHours for how long they are kept
   * @param at seconds since 1970, UTC
   * @param lagSeconds null where it was not known
   * @param lagRevisions null where it was not known
   */
  public record Lag(
      @Nullable Instant since,
      long everySeconds,
      long spanHours,
      List<Long> at,
      List<@Nullable Double> lagSeconds,
      List<@Nullable Long> lagRevisions) {}

  @GET
  @Operation(summary = "The lag over the last hours, as this replica saw it since its start")
  @APIResponse(responseCode = "200", description = "Columns; null where it was not known")
  public Lag lag() {
    List<Sample> samples = watch.samples();
    List<Long> at = new ArrayList<>(samples.size());
    List<@Nullable Double> seconds = new ArrayList<>(samples.size());
    List<@Nullable Long> revisions = new ArrayList<>(samples.size());
    for (Sample sample : samples) {
      at.add(sample.at().getEpochSecond());
      seconds.add(sample.seconds().orElse(null));
      revisions.add(sample.revisions().orElse(null));
    }
    return new Lag(
        samples.isEmpty() ? null : samples.getFirst().at(),
        settings.lagEvery().toSeconds(),
        settings.lagSpan().toHours(),
        at,
        seconds,
        revisions);
  }
}
