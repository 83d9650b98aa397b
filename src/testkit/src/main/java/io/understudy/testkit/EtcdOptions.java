package io.understudy.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How to start an {@link EtcdProcess}.
 *
 * @param arguments command line arguments of {@code etcd} beside addresses and directories
 * @param tls for client connections; without it they are plain
 */
public record EtcdOptions(List<String> arguments, Optional<ServerTls> tls) {

  public EtcdOptions {
    arguments = List.copyOf(arguments);
  }

  public static EtcdOptions standard() {
    return new EtcdOptions(List.of(), Optional.empty());
  }

  public EtcdOptions maxTxnOps(int operations) {
    return argument("--max-txn-ops=" + operations);
  }

  public EtcdOptions quotaBytes(long bytes) {
    return argument("--quota-backend-bytes=" + bytes);
  }

  public EtcdOptions tls(ServerTls files) {
    return new EtcdOptions(arguments, Optional.of(files));
  }

  public EtcdOptions argument(String argument) {
    List<String> more = new ArrayList<>(arguments);
    more.add(argument);
    return new EtcdOptions(more, tls);
  }
}
