package io.understudy.failover.mode;

/**
 * Something that the image does once, instead of being the service: a Job of the chart. It runs
 * before Quarkus is started, so there are no beans, no HTTP server and no scheduler; what it needs
 * it makes for itself.
 */
public interface Mode {

  /** The argument that asks for it. */
  String name();

  /** One line for who asked for something unknown. */
  String purpose();

  /**
   * Does it to the end. What it throws ends the process with code 1 and a stack trace, so it is for
   * errors of the program alone.
   *
   * @return the exit code, 0 if all is well
   */
  int run(Surroundings surroundings);
}
