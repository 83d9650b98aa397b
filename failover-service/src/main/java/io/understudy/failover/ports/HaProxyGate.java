package io.understudy.failover.ports;

import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A frontend of one or more HAProxys. {@code disable frontend} stops its listeners, so the kernel
 * refuses; a disabled server or backend would still take the connection first. Open sessions are
 * those of this frontend alone: ending a server's would end other frontends' too.
 */
record HaProxyGate(List<RuntimeApi> apis, String frontend, Duration every) implements Gate {

  static HaProxyGate of(Way.HaProxy way, Duration timeout, Duration every) {
    return new HaProxyGate(
        way.apis().stream().map(address -> new RuntimeApi(address, timeout)).toList(),
        way.frontend(),
        every);
  }

  @Override
  public GateView look() {
    List<String> said = new ArrayList<>();
    int open = 0;
    int closed = 0;
    for (RuntimeApi api : apis) {
      GateView one = look(api);
      said.add(one.says());
      switch (one) {
        case GateView.Open is -> open++;
        case GateView.Closed is -> closed++;
        case GateView.Partly is -> {}
        case GateView.NotTold other -> {
          return other;
        }
        case GateView.Unreachable other -> {
          return other;
        }
        case GateView.Unusable other -> {
          return other;
        }
      }
    }
    String all = String.join("; ", said);
    if (closed == apis.size()) {
      return new GateView.Closed(all);
    }
    return open == apis.size() ? new GateView.Open(all) : new GateView.Partly(all);
  }

  private GateView look(RuntimeApi api) {
    if (!api.isValid()) {
      return new GateView.Unusable(
          "'" + api.address() + "' is no runtime API; write host:port or the path of a socket");
    }
    if (!frontend.matches("[-A-Za-z0-9_.:]+")) {
      return new GateView.Unusable("'" + frontend + "' is no name of a frontend; correct it");
    }
    try {
      String level = api.ask("show cli level");
      if (!level.equals("admin")) {
        return new GateView.Unusable(
            "the runtime API at "
                + api.address()
                + " gives level '"
                + level.lines().findFirst().orElse("")
                + "', which may not disable frontends; give it 'level admin'");
      }
      return view(api, HaProxyState.frontend(api.ask("show stat"), frontend));
    } catch (IOException failure) {
      return new GateView.Unreachable(unreachable(api, failure));
    } catch (IllegalArgumentException odd) {
      return new GateView.Unusable(
          api.address() + " does not answer as HAProxy's runtime API: " + odd.getMessage());
    }
  }

  private GateView view(RuntimeApi api, HaProxyState.Found found) {
    return switch (found) {
      case HaProxyState.Found.No no ->
          new GateView.Unusable(
              "HAProxy at "
                  + api.address()
                  + " has no frontend '"
                  + frontend
                  + "'; it has: "
                  + String.join(", ", no.known()));
      case HaProxyState.Found.Yes yes -> {
        String said =
            "HAProxy at "
                + api.address()
                + " says frontend "
                + frontend
                + " is "
                + yes.frontend().status()
                + " with "
                + yes.frontend().sessions()
                + " open sessions";
        if (!yes.frontend().isClosed()) {
          yield new GateView.Open(said);
        }
        yield yes.frontend().sessions() == 0
            ? new GateView.Closed(said)
            : new GateView.Partly(said);
      }
    };
  }

  private static String unreachable(RuntimeApi api, IOException failure) {
    return "HAProxy's runtime API at "
        + api.address()
        + " does not answer ("
        + failure.getClass().getSimpleName().replaceAll("Exception$", "")
        + Optional.ofNullable(failure.getMessage()).map(said -> ": " + said).orElse("")
        + "); see whether HAProxy runs and is reached from here";
  }

  @Override
  public boolean closedIsEmpty() {
    return true;
  }

  @Override
  public List<String> close(StepContext context) throws InterruptedException {
    List<String> lines = new ArrayList<>();
    for (RuntimeApi api : apis) {
      tell(api, "disable frontend " + frontend, "All sockets are already disabled.");
      int[] ended = {0};
      String now =
          context.await(
              "the sessions of frontend " + frontend + " at " + api.address() + " to end",
              every,
              () -> {
                ended[0] += endSessions(api);
                return look(api) instanceof GateView.Closed closed
                    ? Optional.of(closed.said())
                    : Optional.empty();
              });
      lines.add("disabled frontend " + frontend + ", ended " + ended[0] + " sessions; " + now);
    }
    return lines;
  }

  private int endSessions(RuntimeApi api) {
    List<String> sessions = HaProxyState.sessions(ask(api, "show sess"), frontend);
    sessions.forEach(session -> ask(api, "shutdown session " + session));
    return sessions.size();
  }

  @Override
  public List<String> open(StepContext context, Optional<String> memory) {
    List<String> lines = new ArrayList<>();
    for (RuntimeApi api : apis) {
      tell(api, "enable frontend " + frontend, "All sockets are already enabled.");
      switch (look(api)) {
        case GateView.Open open -> lines.add(open.said());
        case GateView other ->
            throw new StepFailedException(
                "enabled frontend "
                    + frontend
                    + ", but then: "
                    + other.says()
                    + "; see HAProxy's log");
      }
    }
    return lines;
  }

  /** Commands that change something say nothing if they did. */
  private static void tell(RuntimeApi api, String command, String alreadyDone) {
    String answer = ask(api, command);
    if (!answer.isEmpty() && !answer.equals(alreadyDone)) {
      throw new StepFailedException(
          "HAProxy at " + api.address() + " refused '" + command + "': " + answer);
    }
  }

  private static String ask(RuntimeApi api, String command) {
    try {
      return api.ask(command);
    } catch (IOException failure) {
      throw new StepFailedException(unreachable(api, failure), failure);
    }
  }

  @Override
  public Optional<String> warning() {
    return Optional.of(
        "HAProxy forgets a disabled frontend when it restarts: take "
            + frontend
            + " out of its configuration too");
  }
}
