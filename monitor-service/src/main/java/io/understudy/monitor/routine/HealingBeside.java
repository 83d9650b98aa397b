package io.understudy.monitor.routine;

import io.understudy.core.control.CheckRecord.Healing;
import io.understudy.monitor.check.CheckRuns;
import io.understudy.monitor.repair.SyncClient;
import io.understudy.service.threads.Threads;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Asks sync-service what it says of its own repairs, on a thread of its own: one that is silent
 * must hold no check up. It gives up after {@code understudy.sync.timeout-ms}.
 */
@Singleton
public class HealingBeside implements CheckRuns.Beside {

  private final SyncClient sync;

  @Inject
  HealingBeside(SyncClient sync) {
    this.sync = sync;
  }

  @Override
  public CompletableFuture<Optional<Healing>> ask() {
    return CompletableFuture.supplyAsync(sync::healing, Threads.each("healing"));
  }
}
