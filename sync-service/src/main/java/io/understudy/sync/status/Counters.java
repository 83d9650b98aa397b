package io.understudy.sync.status;

import java.util.Map;

/**
 * What this replica has done since it started.
 *
 * @param committedTxns Txns that are in the target
 * @param revisions whole source revisions in them
 * @param writes puts and deletes in them, beside the checkpoint
 * @param bytes of their keys and values
 * @param resyncs differences after the first copy, by reason
 * @param holes revisions missing in the source's history
 * @param fenced Txns that the target refused because another leads or the site was promoted
 * @param retries calls and watches tried again
 * @param drift writes by others to keys in scope on the target
 * @param repaired keys put right by the comparison that every new leader runs
 */
public record Counters(
    long committedTxns,
    long revisions,
    long writes,
    long bytes,
    Map<String, Long> resyncs,
    long holes,
    long fenced,
    long retries,
    long drift,
    long repaired) {}
