package io.understudy.e2e;

import io.understudy.core.check.DifferenceKind;
import io.understudy.core.port.Bytes;

/** Layouts of keys, and a text of an object's content there with another of the same length. */
enum Layout {
  BUILT_IN("configmaps/app-1/cfg", "b-1", "c-1", false),
  BUILT_IN_CLUSTER_SCOPED("namespaces/app-1", "kubernetes", "KUBERNETES", false),
  CUSTOM("example.com/widgets/default-apps/root", "\"a\":1", "\"a\":2", false),
  CUSTOM_WITH_OWNERS("example.com/widgets/team-a/chain-6", "\"depth\":6", "\"depth\":7", false),
  CUSTOM_CLUSTER_SCOPED("example.com/clusterwidgets/cw", "ClusterWidget", "ClusterGadget", false),
  SPECS("services/specs/app-1/web", "10.96", "10.97", true),
  WORKLOAD("deployments/app-1/web", "RollingUpdate", "rollingUpdate", true);

  private final Bytes key;
  private final String text;
  private final String other;
  private final boolean parked;

  Layout(String path, String text, String other, boolean parked) {
    this.key = Values.key(path);
    this.text = text;
    this.other = other;
    this.parked = parked;
  }

  Bytes key() {
    return key;
  }

  /** Whether the profiles of a live standby park it. */
  boolean isParked() {
    return parked;
  }

  Bytes changed(Bytes value) {
    return Edits.replaced(value, text, other);
  }

  /** An object of the same kind that nobody has. */
  Bytes sibling() {
    return key.plus(Bytes.utf8("-2"));
  }

  String found(DifferenceKind kind) {
    return Checks.line(key, kind, parked);
  }
}
