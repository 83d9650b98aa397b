package io.understudy.core.ownership;

import io.understudy.core.port.Bytes;
import java.util.ArrayList;
import java.util.List;

/** An object that has owners, and its place in their lists of dependents. */
final class Owned {

  final int slot;
  final Bytes key;
  final List<Facts.Owner> owners;
  final List<Dependents.Edge> edges;

  Owned(int slot, Bytes key, List<Facts.Owner> owners) {
    this.slot = slot;
    this.key = key;
    this.owners = List.copyOf(owners);
    this.edges = new ArrayList<>(owners.size() * 2);
  }
}
