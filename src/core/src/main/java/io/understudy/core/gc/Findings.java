package io.understudy.core.gc;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.registry.ObjectHeader;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    List<Tally.Pick> picks = reading.picks(view);
    Map<Bytes, KeyValue> stored = reader.get(picks.stream().map(this::place).toList());
    List<GcReport.Finding> findings = new ArrayList<>();
    for (Tally.Pick pick : picks) {
      KeyValue kv = stored.get(place(pick));
      List<GcReport.Owner> owners = kv == null ? List.of() : reading.owners(pick, kv, view);
      findings.add(new GcReport.Finding(pick.key(), pick.parked(), pick.verdict(), owners));
    }
    return withFoundUids(findings);
  }

  private Bytes place(Tally.Pick pick) {
    return pick.parked() ? keys.parked(pick.key()) : pick.key();
  }

  private List<GcReport.Finding> withFoundUids(List<GcReport.Finding> findings) {
    Set<Bytes> wanted = new LinkedHashSet<>();
    for (GcReport.Finding finding : findings) {
      for (GcReport.Owner owner : finding.owners()) {
        if (owner.state() == OwnerState.OTHER_UID) {
          owner.lookedUpAt().ifPresent(wanted::add);
          owner.lookedUpAt().map(keys::parked).ifPresent(wanted::add);
        }
      }
    }
    Map<Bytes, KeyValue> found = reader.get(wanted);
    return findings.stream().map(finding -> with(finding, found)).toList();
  }

  private GcReport.Finding with(GcReport.Finding finding, Map<Bytes, KeyValue> found) {
    List<GcReport.Owner> owners =
        finding.owners().stream().map(owner -> with(owner, found)).toList();
    return new GcReport.Finding(finding.key(), finding.parked(), finding.verdict(), owners);
  }

  private GcReport.Owner with(GcReport.Owner owner, Map<Bytes, KeyValue> found) {
    if (owner.state() != OwnerState.OTHER_UID) {
      return owner;
    }
    Optional<String> uid =
        owner
            .lookedUpAt()
            .flatMap(
                key ->
                    Optional.ofNullable(found.get(key))
                        .or(() -> Optional.ofNullable(found.get(keys.parked(key))))
                        .flatMap(kv -> reading.header(key, kv)))
            .map(ObjectHeader::uid);
    return new GcReport.Owner(owner.reference(), owner.state(), owner.lookedUpAt(), uid);
  }
}
