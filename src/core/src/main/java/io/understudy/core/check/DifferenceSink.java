package io.understudy.core.check;

/** Takes differences as they are found; there may be millions. */
public interface DifferenceSink {

  void found(CheckDifference difference);

  /** What was found so far does not count: the comparison is done over at newer revisions. */
  void startOver();
}
