package io.understudy.testkit;

import java.util.ArrayList;
import java.util.List;

/**
 * How to start an {@link EtcdProcess}.
 *
 * @param arguments command line arguments of {@code etcd} beside addresses and directories
 */
public record EtcdOptions(List<String> arguments) {

  public EtcdOptions {
    arguments = List.copyOf(arguments);
  }

  public static EtcdOptions standard() {
    return new EtcdOptions(List.of());
  }

  public EtcdOptions maxTxnOps(int operations) {
    return argument("--max-txn-ops=" + operations);
  }

  public EtcdOptions quotaBytes(long bytes) {
    return argument("--quota-backend-bytes=" + bytes);
  }

  public EtcdOptions argument(String argument) {
    List<String> more = new ArrayList<>(arguments);
    more.add(argument);
    return new EtcdOptions(more);
  }
}
