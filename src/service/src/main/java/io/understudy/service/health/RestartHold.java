package io.understudy.service.health;

/** Says when a service is better not started again. */
public interface RestartHold {

  /** Whether it is in the middle of something. */
  boolean isBusy();
}
