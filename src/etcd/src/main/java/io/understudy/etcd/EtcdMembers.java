package io.understudy.etcd;

import java.util.List;

/**
 * The members of an etcd.
 *
 * @param answering id of the one that says so
 * @param all those that do not run too
 */
public record EtcdMembers(long answering, List<Member> all) {

  public EtcdMembers {
    all = List.copyOf(all);
  }

  /**
   * One of them.
   *
   * @param name empty if it has never run
   * @param clientUrls where it says it can be reached, which need not be so from here
   */
  public record Member(long id, String name, List<String> clientUrls) {}
}
