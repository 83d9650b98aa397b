package io.understudy.service.access;

/** What somebody may be allowed. In a cluster it is a virtual verb of RBAC. */
public interface Permission {

  /** As rules name it. */
  String text();
}
