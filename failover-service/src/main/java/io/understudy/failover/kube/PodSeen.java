package io.understudy.failover.kube;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;

/**
 * A pod, as far as a restart needs it.
 *
 * @param isReady as its status says, and it is not being deleted
 * @param isGoing it is being deleted, or has come to its end
 * @param isManaged a controller would make another in its place
 */
record PodSeen(String name, String uid, boolean isReady, boolean isGoing, boolean isManaged) {

  static PodSeen of(Pod pod) {
    ObjectMeta metadata = pod.getMetadata();
    PodStatus status = pod.getStatus() == null ? new PodStatus() : pod.getStatus();
    boolean isDeleted = metadata.getDeletionTimestamp() != null;
    boolean isOver = "Succeeded".equals(status.getPhase()) || "Failed".equals(status.getPhase());
    boolean saysReady =
        status.getConditions() != null
            && status.getConditions().stream()
                .anyMatch(
                    condition ->
                        "Ready".equals(condition.getType())
                            && "True".equals(condition.getStatus()));
    boolean isManaged =
        metadata.getOwnerReferences() != null
            && metadata.getOwnerReferences().stream().anyMatch(PodSeen::controls);
    return new PodSeen(
        metadata.getName(),
        metadata.getUid(),
        saysReady && !isDeleted && !isOver,
        isDeleted || isOver,
        isManaged);
  }

  private static boolean controls(OwnerReference owner) {
    return Boolean.TRUE.equals(owner.getController());
  }
}
