package io.understudy.e2e.demo;

import io.understudy.e2e.StatusClient;
import io.understudy.testkit.IndependentClient;
import io.understudy.testkit.sample.Traffic;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Users who change the primary all the time, through their VIP. When that lets them through no
 * more, they go on at the other site as soon as it is the primary.
 */
final class DemoUsers implements AutoCloseable {

  private static final int CHANGES_A_TICK = 4;
  private static final long TICK_MILLIS = 100;
  private static final long JOIN_SECONDS = 10;

  private final CountDownLatch stopped = new CountDownLatch(1);
  private final IndependentClient throughVip;
  private final DemoSites sites;
  private final Screen screen;
  private final Traffic traffic;
  private final Thread thread;

  DemoUsers(DemoSites sites, Screen screen, Traffic traffic) {
    this.sites = sites;
    this.screen = screen;
    this.traffic = traffic;
    this.throughVip = new IndependentClient(List.of(sites.usersEndpoint()));
    this.thread = Thread.ofPlatform().daemon().name("users").start(this::write);
  }

  boolean areWriting() {
    return thread.isAlive();
  }

  private void write() {
    IndependentClient at = throughVip;
    try {
      while (!stopped.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
        try {
          for (int i = 0; i < CHANGES_A_TICK; i++) {
            at.commit(traffic.next().writes());
          }
        } catch (IllegalStateException refused) {
          if (isPromoted()) {
            at = sites.standbyClient();
            screen.say("users write at site-b now, which is the primary");
          }
        }
      }
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isPromoted() {
    return sites.status().read().map(StatusClient.View::phase).orElse("").equals("promoted");
  }

  @Override
  public void close() {
    stopped.countDown();
    throughVip.close();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(JOIN_SECONDS));
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    }
  }
}
