package io.understudy.sync.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.understudy.service.kubernetes.EventBook;
import java.util.Optional;

/**
 * The cluster, by what this replica keeps in it. Every call has a deadline; each throws {@link
 * KubernetesClientException} if the API server does not answer or refuses. For one thread.
 */
interface Cluster {

  /** The Lease that shows who leads. */
  Optional<LeaderLease> lease();

  /** Writes it, if nobody has since {@link #lease} was asked. */
  void show(LeaderLease lease);

  Gate.Shown gate();

  /** Takes a step; one that others took meanwhile is no failure. */
  void take(Gate.Step step);

  /** Writes the Event, or counts it up if it is there. */
  void record(EventBook.Due due);
}
