package io.understudy.failover.access;

import io.understudy.service.access.Authority;
import io.understudy.service.access.CallGuard;
import io.understudy.service.api.Problems;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response.Status;

/**
 * Before every call that is not one of reading: who asks, and, as far as the address tells, whether
 * they may. What it does not know nobody may. After it: the line of the audit log.
 */
@Singleton
public class OperationsGuard implements CallGuard {

  private final Asking asking;
  private final Authority authority;

  @Inject
  OperationsGuard(Asking asking, Authority authority) {
    this.asking = asking;
    this.authority = authority;
  }

  @Override
  public void ask(Call call) {
    switch (GuardedCall.of(call.method(), call.path())) {
      case GuardedCall.Reads reads -> {}
      case GuardedCall.Needs needs -> {
        identify(needs.action(), call);
        asking.admit(needs.right());
      }
      case GuardedCall.NeedsByContent later -> identify(later.action(), call);
      case GuardedCall.Undefined undefined -> {
        identify(call.method() + " " + call.path(), call);
        throw Problems.of(
            Status.FORBIDDEN,
            "No right is defined for this call",
            "so nobody may make it; this is a defect of failover-service, report it");
      }
    }
  }

  private void identify(String action, Call call) {
    asking.comes(action, call.from());
    asking.isFrom(authority.identify(call.shown()));
  }

  @Override
  public void answered(int status, String why) {
    asking.answered(status, why);
  }
}
