package io.understudy.monitor.settings;

import io.understudy.core.check.CheckRules;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How a check is run.
 *
 * @param fullEvery after which every value is read again, however little has moved; zero for never
 * @param rememberedMax differences of one check that are kept for the next
 * @param explainMax differences of one check whose cause is looked for
 * @param explainPatience after which no further cause is looked for
 * @param spoolDir where differences wait that are too many for memory
 * @param patience how long one call waits for a run
 * @param waitingMax callers of one question that may wait at once
 * @param attempts fresh pairs of revisions, after a compaction or a phase that claims nothing
 * @param pageMaxKeys of a listing or a read
 * @param pageMaxBytes of a read, aimed at
 * @param rules what differences mean, where the operator says otherwise
 */
public record CheckSettings(
    Duration fullEvery,
    int rememberedMax,
    int explainMax,
    Duration explainPatience,
    Path spoolDir,
    Duration patience,
    int waitingMax,
    int attempts,
    int pageMaxKeys,
    int pageMaxBytes,
    CheckRules rules) {}
