package io.understudy.failover.run;

import io.understudy.core.failover.RunBook;
import io.understudy.core.port.EtcdException;
import io.understudy.service.health.RestartHold;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** While a run goes on, this service is not started again for the sake of settings. */
@Singleton
public class RunHold implements RestartHold {

  private final RunBook book;

  @Inject
  RunHold(RunBook book) {
    this.book = book;
  }

  /** Also where it cannot be told. */
  @Override
  public boolean isBusy() {
    try {
      return book.current().isPresent();
    } catch (EtcdException untold) {
      return true;
    }
  }
}
