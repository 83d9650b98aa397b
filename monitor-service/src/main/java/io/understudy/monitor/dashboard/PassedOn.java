package io.understudy.monitor.dashboard;

import io.understudy.service.access.CallGuard;
import io.understudy.service.access.Denials;
import io.understudy.service.api.Problems;
import jakarta.ws.rs.core.Response.Status;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Calls that change something and are passed on to failover-service: it alone knows who may make
 * them. Here they only have to name somebody. All others are asked about as before, so that nobody
 * may make one that is not in this table.
 */
public final class PassedOn implements CallGuard {

  /** Where failover-service is on this service's port. */
  static final String BASE = "/api/v1/failover-service";

  /** Of an operation, as failover-service writes it. */
  static final String ID = "[-0-9a-f]+";

  private static final Logger LOG = Logger.getLogger(PassedOn.class);

  /** What can be said to one. */
  private static final String COMMAND = "pause|resume|retry|ignore|cancel|approve";

  private static final Pattern CALLS =
      Pattern.compile(
          Pattern.quote(BASE) + "/(plans|operations|operations/" + ID + "/(" + COMMAND + "))");
  private static final int UNAUTHORIZED = 401;

  private final CallGuard others;
  private final Denials denials;

  /**
   * @param others asked about every call that is not passed on
   */
  public PassedOn(CallGuard others, Denials denials) {
    this.others = others;
    this.denials = denials;
  }

  @Override
  public void ask(Call call) {
    if (!call.method().equals("POST") || !CALLS.matcher(call.path()).matches()) {
      others.ask(call);
      return;
    }
    if (call.shown().bearer().isEmpty()) {
      denials.denied(UNAUTHORIZED);
      LOG.warnf("Not passed on call=\"POST %s\" status=401 from=%s", call.path(), call.from());
      throw Problems.of(
          Status.UNAUTHORIZED,
          "Nobody knows who calls",
          "this is passed on to failover-service with the caller's own token; send it as"
              + " 'Authorization: Bearer <token>'");
    }
    LOG.infof("Passed on call=\"POST %s\" from=%s", call.path(), call.from());
  }

  @Override
  public void answered(int status, String why) {
    others.answered(status, why);
  }
}
