package io.understudy.service.kubernetes;

/** Marks on everything that the product puts into a cluster. */
public final class Labels {

  public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
  public static final String PRODUCT = "understudy";

  private Labels() {}
}
