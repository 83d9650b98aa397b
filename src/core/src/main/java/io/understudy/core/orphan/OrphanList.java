package io.understudy.core.orphan;

/**
 * What is known of a list of orphans beside the orphans themselves.
 *
 * @param handover the promotion that it is about
 * @param sourceRevision revision of the old primary that it is exact for
 * @param written late writes
 * @param deleted late deletes
 * @param unproven of those deletes, how many may be none, see {@link Orphan#isProven}
 * @param carriedOver objects of the old primary from before W that this site lacks: it deleted
 *     them, and so will the mirror of the other direction
 * @param digest see {@link OrphanDigest}
 */
public record OrphanList(
    Handover handover,
    long sourceRevision,
    long written,
    long deleted,
    long unproven,
    long carriedOver,
    String digest) {

  public long total() {
    return written + deleted;
  }
}
