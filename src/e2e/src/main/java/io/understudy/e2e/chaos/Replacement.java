package io.understudy.e2e.chaos;

import io.understudy.testkit.EtcdProcess;
import java.util.List;
import java.util.Optional;

/**
 * Takes a member out of an etcd for good and puts a new one in its place, as an operator does after
 * the loss of a disk: one member at a time, and no disk is touched before the cluster has said that
 * it has forgotten the member. A list of members would not do for that: who is asked may lag
 * behind.
 */
final class Replacement {

  private final EtcdAdmin admin;
  private final List<EtcdProcess> members;
  private Optional<Leaving> leaving = Optional.empty();

  /**
   * @param admin of the etcd
   * @param members all of it
   */
  Replacement(EtcdAdmin admin, List<EtcdProcess> members) {
    this.admin = admin;
    this.members = members;
  }

  private static final class Leaving {
    private final int number;
    private final String id;
    private boolean isForgotten;
    private boolean isExpected;

    private Leaving(int number, String id) {
      this.number = number;
      this.id = id;
    }
  }

  /**
   * Removes a member and its disk.
   *
   * @param number of the member
   * @throws IllegalStateException if the cluster refuses, or does not say what has become of it:
   *     then it may be gone, which {@link #join} finds out
   */
  synchronized void lose(int number) {
    if (leaving.isPresent()) {
      throw new IllegalStateException("another member is not replaced yet");
    }
    Leaving one = new Leaving(number, admin.memberId(number));
    leaving = Optional.of(one);
    try {
      forget(one);
    } catch (EtcdAdmin.Refused refused) {
      if (refused.isBeforehand()) {
        leaving = Optional.empty();
      }
      throw refused;
    }
  }

  private void forget(Leaving one) {
    admin.remove(one.number, one.id);
    one.isForgotten = true;
    process(one.number).lose();
  }

  /**
   * Starts the new member, if this one was taken out. To be called again until it returns.
   *
   * @param number of the member
   */
  synchronized void join(int number) {
    if (leaving.filter(one -> one.number == number).isEmpty()) {
      return;
    }
    Leaving one = leaving.get();
    if (!one.isForgotten) {
      forget(one);
    }
    if (!one.isExpected) {
      admin.add(number, process(number).peerUrl());
      one.isExpected = true;
    }
    if (!process(number).isRunning()) {
      process(number).restart();
    }
    leaving = Optional.empty();
  }

  private EtcdProcess process(int number) {
    return members.get(number);
  }
}
