package io.understudy.failover.bootstrap;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * What the parts of a bootstrap work with.
 *
 * @param log takes lines for people; never a secret
 * @param pause lets time pass
 */
record Work(
    BootstrapSettings settings,
    HereApi here,
    Consumer<String> log,
    InstantSource time,
    SecureRandom random,
    Consumer<Duration> pause) {}
