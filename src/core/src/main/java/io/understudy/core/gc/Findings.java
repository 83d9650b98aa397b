package io.understudy.core.gc;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.gc.GcReport.Owner;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the objects to be named once more, for their owners' names. */
final class Findings {

  private final PinnedReader reader;
  private final ControlKeys keys;
  private final Reading reading;

  Findings(PinnedReader reader, ControlKeys keys, Reading reading) {
    this.reader = reader;
    this.keys = keys;
    this.reading = reading;
  }

  List<GcReport.Finding> of(View view) {
    Map<Bytes, Tally.Pick> picks = new LinkedHashMap<>();
    reading.picks(view).forEach(pick -> picks.put(place(pick), pick));
    Map<Bytes, List<Owner>> owners = new HashMap<>();
    reader.get(
        picks.keySet(),
        kv -> {
          Tally.Pick pick = picks.get(kv.key());
          if (pick != null) {
            owners.put(kv.key(), reading.owners(pick, kv, view));
          }
        });
    Map<Bytes, String> uids = uidsFoundInstead(owners.values());
    List<GcReport.Finding> findings = new ArrayList<>();
    picks.forEach(
        (place, pick) -> {
          List<Owner> found =
              owners.getOrDefault(place, List.of()).stream().map(o -> with(o, uids)).toList();
          findings.add(new GcReport.Finding(pick.key(), pick.parked(), pick.verdict(), found));
        });
    return findings;
  }

  private Bytes place(Tally.Pick pick) {
    return pick.parked() ? keys.parked(pick.key()) : pick.key();
  }

  /** By the key that an owner would have; what is visible comes before what is parked for it. */
  private Map<Bytes, String> uidsFoundInstead(Collection<List<Owner>> owners) {
    Set<Bytes> wanted = new LinkedHashSet<>();
    owners.stream()
        .flatMap(List::stream)
        .filter(owner -> owner.state() == OwnerState.OTHER_UID)
        .flatMap(owner -> owner.lookedUpAt().stream())
        .forEach(wanted::add);
    Map<Bytes, String> uids = new HashMap<>();
    reader.get(wanted.stream().map(keys::parked).toList(), kv -> note(kv, uids));
    reader.get(wanted, kv -> note(kv, uids));
    return uids;
  }

  private void note(KeyValue kv, Map<Bytes, String> uids) {
    Bytes key = keys.isParked(kv.key()) ? keys.unparked(kv.key()) : kv.key();
    reading.header(key, kv).ifPresent(header -> uids.put(key, header.uid()));
  }

  private static Owner with(Owner owner, Map<Bytes, String> uids) {
    return owner.state() == OwnerState.OTHER_UID
        ? new Owner(
            owner.reference(), owner.state(), owner.lookedUpAt(), owner.lookedUpAt().map(uids::get))
        : owner;
  }
}
