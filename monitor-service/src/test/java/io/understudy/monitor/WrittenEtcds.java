package io.understudy.monitor;

/** For tests that have checks kept: their own, as others look for a target that nobody wrote. */
public class WrittenEtcds extends TwoEtcds {}
