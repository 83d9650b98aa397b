package io.understudy.core.ownership;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Who depends on an owner, known or not yet: a linked list an owner, so that leaving one is cheap.
 */
final class Dependents {

  private final Map<Id, Edge> first = new HashMap<>();

  void add(Owned object) {
    for (Facts.Owner owner : object.owners) {
      link(object, owner.uid());
      link(object, owner.byName());
    }
  }

  void remove(Owned object) {
    object.edges.forEach(this::unlink);
    object.edges.clear();
  }

  boolean has(Id owner) {
    return first.containsKey(owner);
  }

  /** Slots of all objects that name this owner. */
  void of(Id owner, IntConsumer slot) {
    for (Edge edge = first.get(owner); edge != null; edge = edge.next) {
      slot.accept(edge.dependent.slot);
    }
  }

  private void link(Owned object, Id owner) {
    Edge edge = new Edge(object, owner);
    edge.next = first.put(owner, edge);
    if (edge.next != null) {
      edge.next.previous = edge;
    }
    object.edges.add(edge);
  }

  private void unlink(Edge edge) {
    if (edge.next != null) {
      edge.next.previous = edge.previous;
    }
    if (edge.previous != null) {
      edge.previous.next = edge.next;
    } else if (edge.next != null) {
      first.put(edge.owner, edge.next);
    } else {
      first.remove(edge.owner);
    }
  }

  /** One "depends on". */
  static final class Edge {
    private final Owned dependent;
    private final Id owner;
    private @Nullable Edge previous;
    private @Nullable Edge next;

    private Edge(Owned dependent, Id owner) {
      this.dependent = dependent;
      this.owner = owner;
    }
  }
}
