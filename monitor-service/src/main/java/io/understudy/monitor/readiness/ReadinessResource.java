package io.understudy.monitor.readiness;

import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Can I fail over now? However many wait for the answer, none of them holds a thread. */
@Path("/api/v1/readiness")
@Blocking
public class ReadinessResource {

  private static final String TEXT_IF_ASKED_FOR = MediaType.TEXT_PLAIN + ";qs=0.5";

  private final ReadinessSide side;

  @Inject
  ReadinessResource(ReadinessSide side) {
    this.side = side;
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary =
          "Whether a switchover or a failover can be begun now, found out afresh: named prechecks"
              + " with evidence and remedy, and one verdict for each")
  public CompletionStage<ReadinessAnswer> json() {
    return side.desk().ask().thenApply(found -> ReadinessAnswer.of(side.link(), found));
  }

  @GET
  @Produces(TEXT_IF_ASKED_FOR)
  @Operation(hidden = true)
  public CompletionStage<String> text() {
    return side.desk().ask().thenApply(found -> ReadinessText.of(side.link(), found));
  }
}
