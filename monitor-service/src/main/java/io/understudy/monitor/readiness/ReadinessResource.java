package io.understudy.monitor.readiness;

import io.smallrye.common.annotation.Blocking;
import io.understudy.core.readiness.Readiness;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Can I fail over now? */
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
  public ReadinessAnswer json() {
    return ReadinessAnswer.of(side.link(), evaluate());
  }

  @GET
  @Produces(TEXT_IF_ASKED_FOR)
  @Operation(hidden = true)
  public String text() {
    return ReadinessText.of(side.link(), evaluate());
  }

  private Readiness evaluate() {
    return side.desk().evaluate();
  }
}
