package io.understudy.sync.kubernetes;

/** What the cluster is called for. */
enum Task {
  LEASE,
  GATE,
  EVENTS
}
