package io.understudy.failover.mirror;

import io.understudy.core.port.EtcdException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.OptionalLong;

/** Whether the primary still answers: a failover is for one that does not. */
@Singleton
public class PrimaryContact {

  private final MirrorSite site;

  @Inject
  public PrimaryContact(MirrorSite site) {
    this.site = site;
  }

  /**
   * What was found.
   *
   * @param answers whether its etcd still serves, so that somebody may be writing to it
   * @param revision its revision, if it does
   * @param says in a sentence, for people
   */
  public record Found(boolean answers, OptionalLong revision, String says) {}

  /**
   * Asks its etcd once, within {@code understudy.call.timeout-ms}. A member that answers without a
   * quorum does not serve: nothing can be written there.
   */
  public Found look() {
    try {
      long revision = MirrorSite.revision(site.ends().source());
      return new Found(
          true,
          OptionalLong.of(revision),
          "the primary's etcd still serves, at revision " + revision);
    } catch (EtcdException failure) {
      boolean isThere =
          failure.kind() != EtcdException.Kind.UNAVAILABLE
              && failure.kind() != EtcdException.Kind.OTHER;
      return new Found(
          isThere,
          OptionalLong.empty(),
          (isThere ? "the primary's etcd still answers: " : "the primary's etcd does not serve: ")
              + failure.getMessage());
    }
  }
}
