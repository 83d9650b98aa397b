package io.understudy.core.mirror;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.ForwardingEtcd;
import io.understudy.core.port.Found;
import io.understudy.core.port.Page;
import io.understudy.core.port.Pending;
import io.understudy.core.port.RangeQuery;
import java.util.Collection;

/**
 * The source as a run reads it: before an answer is used, be it a refusal, it is judged whether it
 * can have come from another life of the source than the one that is followed. Counts are not: they
 * only tell how it goes.
 */
final class FollowedSource extends ForwardingEtcd {

  private final Runnable judge;

  /**
   * @param judge throws if who is followed may not have given the answer that has just come
   */
  FollowedSource(Etcd source, Runnable judge) {
    super(source);
    this.judge = judge;
  }

  @Override
  public Pending<Page> range(RangeQuery query) {
    Pending<Page> answer = behind().range(query);
    return query.content() == RangeQuery.Content.COUNT ? answer : new Judged<>(answer, judge);
  }

  @Override
  public Pending<Found> get(Collection<Bytes> keys, long revision) {
    return new Judged<>(behind().get(keys, revision), judge);
  }

  @Override
  public long leaseSecondsLeft(long lease) {
    long left = behind().leaseSecondsLeft(lease);
    judge.run();
    return left;
  }

  @Override
  public Etcd pinnedTo(long clusterId) {
    return new FollowedSource(behind().pinnedTo(clusterId), judge);
  }

  private record Judged<T>(Pending<T> answer, Runnable judge) implements Pending<T> {

    @Override
    public T await() {
      T answered;
      try {
        answered = answer.await();
      } catch (EtcdException refusal) {
        if (refusal.kind() != EtcdException.Kind.UNAVAILABLE) {
          judge.run();
        }
        throw refusal;
      }
      judge.run();
      return answered;
    }

    @Override
    public boolean isDone() {
      return answer.isDone();
    }
  }
}
