package io.understudy.failover.ports;

import java.io.IOException;
import java.util.Optional;

/** A {@link Witness} that is replaced when it ends while its port still takes connections. */
final class HeldConnection implements AutoCloseable {

  private final Vip vip;
  private final Knocker knocker;
  private Optional<Witness> witness = Optional.empty();

  HeldConnection(Vip vip, Knocker knocker) {
    this.vip = vip;
    this.knocker = knocker;
  }

  /** Holds one from now on, if the port takes it. */
  void hold() {
    if (witness.isPresent() && !witness.get().hasEnded()) {
      return;
    }
    close();
    try {
      witness = Optional.of(Witness.open(vip, knocker));
    } catch (IOException shut) {
      witness = Optional.empty();
    }
  }

  boolean isHeld() {
    return witness.isPresent();
  }

  /** Also if there was none. */
  boolean hasEnded() {
    return witness.map(Witness::hasEnded).orElse(true);
  }

  @Override
  public void close() {
    witness.ifPresent(Witness::close);
  }
}
