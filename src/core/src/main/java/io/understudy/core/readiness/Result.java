package io.understudy.core.readiness;

/** What a precheck came to, in the order of what wins if a check finds several. */
public enum Result {
  PASS(0),
  WARN(1),
  UNKNOWN(3),
  FAIL(2);

  private final int code;

  Result(int code) {
    this.code = code;
  }

  /** As the metric has it: 0 PASS, 1 WARN, 2 FAIL, 3 UNKNOWN. */
  public int code() {
    return code;
  }
}
