package io.understudy.testkit.sample;

import io.understudy.core.port.Txn;
import io.understudy.testkit.sample.Traffic.Step;
import java.util.ArrayList;
import java.util.List;

/** What goes on in any cluster and is in nobody's scope. */
final class Background {

  private final World world;

  Background(World world) {
    this.world = world;
  }

  /** One thing that happens, by chance; none if there is nothing for it to happen to. */
  List<Step> some() {
    return switch (world.chance(3)) {
      case 0 -> heartbeat();
      case 1 -> podStatus();
      default -> event();
    };
  }

  private List<Step> heartbeat() {
    return world
        .pick(object -> object.kind() == Kind.LEASE)
        .map(lease -> lease.saying(Bodies.lease(lease.name(), world.now())))
        .map(lease -> step("node heartbeat", world.put(lease)))
        .map(List::of)
        .orElse(List.of());
  }

  private List<Step> podStatus() {
    return world
        .pick(object -> object.kind() == Kind.POD)
        .map(pod -> pod.saying(Bodies.pod("app", "node-1", world.text(8))))
        .map(pod -> step("pod status", world.put(pod)))
        .map(List::of)
        .orElse(List.of());
  }

  private List<Step> event() {
    List<Step> steps = new ArrayList<>();
    if (world.isCrowded(Kind.EVENT)) {
      world
          .pick(object -> object.kind() == Kind.EVENT)
          .ifPresent(old -> steps.add(step("event expired", world.delete(old))));
    }
    SampleObject event =
        world.object(
            Kind.EVENT, "default", world.newName("event"), Bodies.event("Pulled", world.text(40)));
    steps.add(step("event", world.put(event)));
    return steps;
  }

  private static Step step(String what, Txn.Write write) {
    return new Step(what, List.of(write));
  }
}
