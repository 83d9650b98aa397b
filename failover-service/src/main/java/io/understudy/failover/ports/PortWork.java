package io.understudy.failover.ports;

import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Closes or opens one VIP's port, and proves it by connecting. */
record PortWork(Vip vip, Gate gate, PortSettings settings) {

  /** Noted where nothing else has to be remembered. */
  private static final String WAS_OPEN = "open";

  private Knocker knocker() {
    return new Knocker(settings.connectTimeout());
  }

  PortDecision closing(boolean wasOpen) {
    PortDecision decision = PortDecision.close(vip, gate.look(), knocker().knock(vip), wasOpen);
    return decision instanceof PortDecision.Act
        ? gate.cannotClose().<PortDecision>map(PortDecision.Fail::new).orElse(decision)
        : decision;
  }

  PortDecision opening() {
    PortDecision decision = PortDecision.open(vip, gate.look(), knocker().knock(vip));
    return decision instanceof PortDecision.Act
        ? gate.cannotOpen().<PortDecision>map(PortDecision.Fail::new).orElse(decision)
        : decision;
  }

  /**
   * What came of closing it.
   *
   * @param lines for evidence
   * @param isShut nobody can come by it, nor go on by a connection from before
   */
  record Shut(List<String> lines, boolean isShut) {
    Shut {
      lines = List.copyOf(lines);
    }
  }

  /**
   * @throws StepFailedException if it is not closed, or not proved
   */
  Shut close(StepContext context) throws InterruptedException {
    boolean wasOpen = context.noted(note()).isPresent();
    return switch (closing(wasOpen)) {
      case PortDecision.Fail fail -> throw new StepFailedException(fail.problem());
      case PortDecision.Dead dead ->
          new Shut(
              List.of(
                  vip.says() + " counts as closed, as nothing answers there: " + dead.said(),
                  vip.says() + ": should it come back, its port may be open"),
              false);
      case PortDecision.Already already -> closedBefore(context, wasOpen, already.said());
      case PortDecision.Act act -> {
        if (!wasOpen) {
          context.note(note(), gate.memory().orElse(WAS_OPEN));
        }
        yield closeWatched(context);
      }
    };
  }

  /** By an earlier attempt, whose held connection is gone, or by somebody else. */
  private Shut closedBefore(StepContext context, boolean wasOpen, String said)
      throws InterruptedException {
    boolean isEmpty = gate.closedIsEmpty() || context.noted(ended()).isPresent();
    if (context.noted(held()).isPresent() && !isEmpty && !vip.sessionsMayStay()) {
      throw new StepFailedException(unseen());
    }
    return new Shut(
        List.of(
            vip.says()
                + (wasOpen ? ": closed by this run before; " : ": was closed before this run; ")
                + said,
            vip.says() + ": " + proveShut(context, Optional.empty()),
            vip.says()
                + (isEmpty
                    ? ": no connection from before is left"
                    : ": whether connections from before have ended was not seen")),
        isEmpty);
  }

  private String unseen() {
    return vip.says()
        + " is closed by this run, but connections that were open before were not seen to end, and"
        + " the one that was held to show it is gone with that attempt: open the port and retry,"
        + " which closes it with another one held; or end what is left where the VIP is served, and"
        + " ignore this step";
  }

  private String note() {
    return "open:" + vip.name();
  }

  /** Noted once a connection was held that has to end. */
  private String held() {
    return "held:" + vip.name();
  }

  /** Noted once it has. */
  private String ended() {
    return "ended:" + vip.name();
  }

  private Shut closeWatched(StepContext context) throws InterruptedException {
    List<String> lines = new ArrayList<>();
    try (HeldConnection held = new HeldConnection(vip, knocker())) {
      held.hold();
      boolean isCounted = gate.closedIsEmpty();
      if (held.isHeld() && !isCounted) {
        context.note(held(), "yes");
      }
      gate.close(context).forEach(line -> lines.add(vip.says() + ": " + line));
      lines.add(vip.says() + ": " + proveShut(context, Optional.of(held)));
      lines.add(vip.says() + ": " + proveEnded(context, held));
      boolean isSeen = held.isHeld() && held.hasEnded();
      if (isSeen && !isCounted) {
        context.note(ended(), "yes");
      }
      return new Shut(lines, isSeen || isCounted);
    }
  }

  private String proveShut(StepContext context, Optional<HeldConnection> held)
      throws InterruptedException {
    int[] inARow = {0};
    return context.await(
        vip.says() + " to take no connections" + byHand(),
        settings.every(),
        () -> {
          Knock knock = knocker().knock(vip);
          if (knock.isAccepted()) {
            inARow[0] = 0;
            held.ifPresent(HeldConnection::hold);
            return Optional.empty();
          }
          inARow[0]++;
          return inARow[0] >= settings.attempts()
              ? Optional.of(settings.attempts() + " connections in a row: " + knock.said())
              : Optional.empty();
        });
  }

  private String byHand() {
    return vip.way() instanceof Way.Manual manual
        ? ", which a person has to see to" + told(manual)
        : "";
  }

  private static String told(Way.Manual manual) {
    return manual.instructions().isEmpty() ? "" : ": " + manual.instructions();
  }

  private String proveEnded(StepContext context, HeldConnection held) throws InterruptedException {
    if (!held.isHeld()) {
      return "no connection could be held open before, so none was seen to end";
    }
    if (vip.sessionsMayStay()) {
      return held.hasEnded()
          ? "a connection that was open before has ended"
          : "a connection that was open before is still open, which is allowed";
    }
    return context.await(
        "a connection to "
            + vip.says()
            + " that was open before to end; end those that are left where the VIP is served",
        settings.every(),
        () ->
            held.hasEnded()
                ? Optional.of("a connection that was open before has ended")
                : Optional.empty());
  }

  /** Opens it if this run closed it. */
  List<String> reopen(StepContext context) throws InterruptedException {
    Optional<String> noted = context.noted(note());
    return noted.isEmpty()
        ? List.of(vip.says() + ": not closed by this run, left as it is")
        : open(context, noted.filter(memory -> !memory.equals(WAS_OPEN)));
  }

  /**
   * @param memory of the gate, from before it was closed
   * @return lines for evidence
   * @throws StepFailedException if it is not open, or not proved
   */
  List<String> open(StepContext context, Optional<String> memory) throws InterruptedException {
    List<String> lines = new ArrayList<>();
    PortDecision decision = PortDecision.open(vip, gate.look(), knocker().knock(vip));
    switch (decision) {
      case PortDecision.Fail fail -> throw new StepFailedException(fail.problem());
      case PortDecision.Dead dead -> {
        return List.of(vip.says() + " is left, as nothing answers there: " + dead.said());
      }
      case PortDecision.Already already -> lines.add(vip.says() + ": is open; " + already.said());
      case PortDecision.Act act ->
          gate.open(context, memory).forEach(line -> lines.add(vip.says() + ": " + line));
    }
    lines.add(vip.says() + ": " + proveOpen(context));
    return lines;
  }

  private String proveOpen(StepContext context) throws InterruptedException {
    int[] inARow = {0};
    return context.await(
        vip.says() + " to take connections" + byHand(),
        settings.every(),
        () -> {
          inARow[0] = knocker().knock(vip).isAccepted() ? inARow[0] + 1 : 0;
          return inARow[0] >= settings.attempts()
              ? Optional.of(settings.attempts() + " connections in a row were accepted")
              : Optional.empty();
        });
  }
}
