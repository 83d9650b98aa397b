package io.understudy.failover.dns;

import io.understudy.failover.step.StepContext;
import java.util.List;

/** A zone that a person changes. What it holds is what its first server answers. */
record ManualStore(ServerAddress server, DnsLookups lookups) implements RecordStore {

  @Override
  public String text() {
    return "a person";
  }

  @Override
  public boolean changesInDrill() {
    return false;
  }

  @Override
  public Lookup read(String name) {
    return lookups.authoritative(server, name);
  }

  @Override
  public List<String> obstacles(String name, HostRecords current) {
    return List.of();
  }

  @Override
  public Outcome replace(StepContext context, String name, HostRecords from, HostRecords to) {
    return new Outcome.Taken(
        "a person to change " + name + " from " + from.text() + " to " + to.text());
  }
}
