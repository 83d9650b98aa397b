package io.understudy.e2e;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.ownership.Facts;
import io.understudy.core.ownership.Id;
import io.understudy.core.port.Bytes;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.Placement;
import io.understudy.core.scope.Rules;
import io.understudy.testkit.IndependentClient;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What shows of a site's controllers in its etcd for as long as they run: the Leases that they
 * elect their leaders by, put again and again, and the garbage collector's deletions.
 *
 * <p>The collector takes only the site's own objects here, those that the rules leave out, such as
 * Pods: that it would leave alone what is replicated is for the step {@code gc-safety} to prove.
 */
final class SiteControllers implements AutoCloseable {

  private static final List<String> NAMES = List.of("kube-controller-manager", "kube-scheduler");
  private static final int RENEWAL_MILLIS = 200;
  private static final int RENEWALS_BETWEEN_COLLECTIONS = 5;

  private final IndependentClient etcd;
  private final Classifier classifier;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread;

  private SiteControllers(IndependentClient etcd, Rules rules) {
    this.etcd = etcd;
    this.classifier = Classifier.of(rules);
    this.thread = Thread.ofPlatform().daemon().name("controllers").start(this::work);
  }

  /** They run when this returns, with a client of their own, until the site's etcd is gone. */
  static SiteControllers at(FencedSite site, Rules rules) {
    return new SiteControllers(new IndependentClient(List.of(site.etcd().endpoint())), rules);
  }

  private void work() {
    try {
      for (int renewal = 0; !stopped.await(RENEWAL_MILLIS, TimeUnit.MILLISECONDS); renewal++) {
        for (String name : NAMES) {
          etcd.put(Bytes.utf8("/registry/leases/kube-system/" + name), lease(name, renewal));
        }
        if (renewal % RENEWALS_BETWEEN_COLLECTIONS == 0) {
          collect();
        }
      }
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException gone) {
      // Controllers do not outlive their etcd. A test that needs them fails where it waits.
      return;
    }
  }

  /** What is parked is not there for an API server, so neither for the collector. */
  private void collect() {
    List<Facts> visible =
        etcd.all(0).values().stream()
            .filter(kv -> !kv.key().startsWith(ControlKeys.ROOT))
            .map(kv -> Facts.of(classifier.classify(kv)))
            .toList();
    Set<Id> present = new HashSet<>();
    visible.stream().map(Facts::uid).forEach(present::add);
    visible.stream()
        .filter(object -> object.own() == Placement.LEAVE_OUT)
        .filter(object -> !object.owners().isEmpty())
        .filter(object -> object.owners().stream().noneMatch(by -> present.contains(by.uid())))
        .forEach(object -> etcd.delete(object.key()));
  }

  private static Bytes lease(String name, int renewal) {
    return Bytes.utf8(
        ("{\"kind\":\"Lease\",\"apiVersion\":\"coordination.k8s.io/v1\",\"metadata\":{\"name\":\"%s\","
                + "\"namespace\":\"kube-system\",\"uid\":\"lease-%s\"},\"spec\":"
                + "{\"holderIdentity\":\"node-1\",\"leaseTransitions\":%d}}")
            .formatted(name, name, renewal));
  }

  /** They are stopped when this returns. */
  @Override
  public void close() {
    stopped.countDown();
    try {
      thread.join();
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    } finally {
      etcd.close();
    }
  }
}
