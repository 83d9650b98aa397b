package io.understudy.service.kubernetes;

/** Names of what sync-service keeps in the cluster; who uninstalls has to know them, too. */
public final class KeptObjects {

  /** Of the standby gate, a ConfigMap: a contract with those who read it, so no setting. */
  public static final String GATE_NAMESPACE = "kube-public";

  public static final String GATE = "etcd-sync";

  /** The Lease that shows who leads, in the release's namespace. */
  public static final String LEASE = "etcd-sync-mirror";

  /** Label of the gate, with {@link #KEEPER}. */
  public static final String KEPT_BY = "understudy.io/kept-by";

  public static final String KEEPER = "sync-service";

  /** Annotation of the gate: the link's name. */
  public static final String LINK = "understudy.io/link";

  private KeptObjects() {}
}
