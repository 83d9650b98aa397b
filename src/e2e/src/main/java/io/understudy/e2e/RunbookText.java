package io.understudy.e2e;

import io.understudy.testkit.HaProxy;

/**
 * A runbook for sites without a Kubernetes: the fence is the old primary's HAProxy. It is put
 * together from its beginning to its end, in the order in which the steps are run.
 */
public final class RunbookText {

  private final StringBuilder text = new StringBuilder("version: 1\nsteps:\n");

  /** What is looked at before anything is changed. */
  public RunbookText lookBefore() {
    return step(
        """
        - {name: gc-safe, type: gc-safety, in: [switchover, failover], with: {allow-unproven: true}}
        - {name: compare-before, type: verify-exact, in: switchover, retries: 3}
        """);
  }

  /** The old primary's port is closed, and what got through before it is brought over. */
  public RunbookText fence(FencedSite old) {
    return fence(vip(old.name(), old.proxy()));
  }

  /**
   * The same with any port.
   *
   * @param vip as a step that closes ports names it
   */
  public RunbookText fence(String vip) {
    return step("""
            - name: close
              type: close-port
              in: [switchover, failover]
              with:
                vips: [%s]
            """
            .formatted(vip))
        .step(
            """
            - {name: drain, type: drain, in: switchover}
            - {name: compare-closed, type: verify-exact, in: switchover, retries: 3}
            """);
  }

  /** The site becomes the primary. */
  public RunbookText takeOver() {
    return takeOver("");
  }

  /**
   * The same.
   *
   * @param advance parameters of {@code advance-revision}, {@code name: value}, with commas between
   */
  public RunbookText takeOver(String advance) {
    return step(
        """
        - {name: promote, type: promote, in: [switchover, failover]}
        - {name: unpark, type: unpark, in: [switchover, failover]}
        - {name: stop-mirror, type: stop-mirror, in: [switchover, failover]}
        - {name: advance, type: advance-revision, in: [switchover, failover], with: {%s}}
        """
            .formatted(advance));
  }

  /**
   * The platform answers.
   *
   * @param url that is asked
   */
  public RunbookText answers(String url) {
    return step(
        """
        - name: answers
          type: probe-url
          in: [switchover, failover]
          with: {url: "%s"}
        """
            .formatted(url));
  }

  /**
   * @param yaml one step or more, each an item of a list at the line's beginning
   */
  public RunbookText step(String yaml) {
    text.append(yaml);
    return this;
  }

  /** An HAProxy before a site's etcd, as a step that closes or opens ports names it. */
  public static String vip(String site, HaProxy proxy) {
    return ("{name: %s, address: 127.0.0.1, port: %d, via: haproxy, runtime-apis: [\"%s\"],"
            + " frontend: %s}")
        .formatted(site, proxy.port(), proxy.tcpApi(), HaProxy.FRONTEND);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
