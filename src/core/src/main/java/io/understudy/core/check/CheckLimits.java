package io.understudy.core.check;

import java.time.Duration;

/**
 * @param pageMaxKeys most keys asked for at once
 * @param pageMaxBytes what a page of values should not exceed by much
 * @param keysAtOnce single keys read in one request, at most 100
 * @param attempts pairs of revisions tried before a check gives up
 * @param retries times that a read is tried while an etcd does not answer
 * @param retryPause before the second try; doubled for each further one
 * @param rememberedMax differences known to the next check; with more it reads everything again
 * @param targetMaxRequestBytes the target's {@code --max-request-bytes}
 */
public record CheckLimits(
    int pageMaxKeys,
    int pageMaxBytes,
    int keysAtOnce,
    int attempts,
    int retries,
    Duration retryPause,
    int rememberedMax,
    long targetMaxRequestBytes) {}
