package io.understudy.monitor;

/** For tests that write the target: their own, as others look for one that nobody wrote. */
public class WrittenEtcds extends TwoEtcds {}
