package io.understudy.e2e.bench;

/** Something is not equal, or did not come about: the bench ends with an exit code of 1. */
final class BenchFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  BenchFailure(String what) {
    super(what);
  }
}
