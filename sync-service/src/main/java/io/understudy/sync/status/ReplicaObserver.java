package io.understudy.sync.status;

import io.understudy.core.mirror.MirrorObserver;

/** Told what a replica does around its mirror runs too. Must not block or throw. */
public interface ReplicaObserver extends MirrorObserver {

  void leading(long term);

  /** It leads no more: the lease or the term is another's, or it gave up by itself. */
  void resigned(String why);

  void following(String leader);

  void promoted(long term, String why);

  void paused();

  void refused(String why, String remedy);

  void failed(String why);
}
