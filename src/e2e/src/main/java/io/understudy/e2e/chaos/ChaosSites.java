package io.understudy.e2e.chaos;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.scope.Rules;
import io.understudy.e2e.RunbookText;
import io.understudy.e2e.ServiceProcess;
import io.understudy.e2e.SiteServices;
import io.understudy.e2e.chaos.Fault.Calls;
import io.understudy.e2e.chaos.Fault.Side;
import io.understudy.e2e.chaos.Fault.Victim;
import io.understudy.e2e.chaos.Fault.Victim.Proxy;
import io.understudy.testkit.FaultLink;
import io.understudy.testkit.FreePorts;
import io.understudy.testkit.HaProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.awaitility.core.ConditionTimeoutException;

/**
 * What one run consists of, all of it real processes: two etcds of three members, an HAProxy by
 * which users reach the source, and at the target two mirrors of which one leads, a monitor-service
 * and a failover-service. Each of them reaches each member over a link that can fail. {@link
 * #close} ends everything; so does the end of this process.
 */
final class ChaosSites implements AutoCloseable {

  static final ControlKeys KEYS = new ControlKeys("global");
  static final Rules RULES = Rules.profile("acp-global", Rules.Options.DEFAULT);

  private final Path folder;
  private final Optional<ChaosCredentials> credentials;
  private final Closing closing;
  private final ChaosEtcd source;
  private final ChaosEtcd target;
  private final HaProxy users;
  private final HaProxy mirrors;
  private final List<Integer> ports;
  private final Map<Calls, FaultLink> calls = new EnumMap<>(Calls.class);
  private final Map<Victim, SiteLinks> links = new LinkedHashMap<>();
  private final Map<Victim, Restartable> services = new ConcurrentHashMap<>();
  private final Thread atExit = new Thread(this::endServices);

  private ChaosSites(Path folder, boolean tls, Closing closing) {
    this.folder = folder;
    this.closing = closing;
    this.credentials = tls ? Optional.of(new ChaosCredentials(folder)) : Optional.empty();
    this.source = closing.with(ChaosEtcd.start("source", credentials));
    this.target = closing.with(ChaosEtcd.start("target", credentials));
    this.users = closing.with(HaProxy.before(source.addresses()));
    this.ports = FreePorts.find(ChaosPlan.MIRRORS + 2);
    this.mirrors = closing.with(beforeAll(ports.subList(0, ChaosPlan.MIRRORS)));
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /**
   * Starts all of it; the services are not up yet when this returns.
   *
   * @param folder for logs and settings
   * @param tls whether the etcds speak it
   */
  static ChaosSites start(Path folder, boolean tls) {
    Closing closing = new Closing();
    try {
      ChaosSites sites = new ChaosSites(folder, tls, closing);
      sites.startServices();
      return sites;
    } catch (RuntimeException failure) {
      closing.close();
      throw failure;
    }
  }

  private void startServices() {
    int monitorPort = ports.get(ChaosPlan.MIRRORS);
    String sync = "http://127.0.0.1:" + mirrors.port();
    write(folder.resolve("token"), SiteServices.TOKEN + "\n");
    write(folder.resolve("runbook.yaml"), runbook());
    for (int i = 0; i < ChaosPlan.MIRRORS; i++) {
      Victim mirror = new Victim.Mirror(i);
      started(mirror, settings(mirror).mirror("mirror-" + i, ports.get(i)));
    }
    Victim monitor = new Victim.Monitor();
    started(
        monitor, settings(monitor).monitor(linked(Calls.MONITOR_TO_MIRRORS, sync), monitorPort));
    Victim failover = new Victim.Failover();
    started(
        failover,
        settings(failover)
            .failover(
                linked(Calls.FAILOVER_TO_MIRRORS, sync),
                linked(Calls.FAILOVER_TO_MONITOR, "http://127.0.0.1:" + monitorPort),
                ports.getLast()));
  }

  /** Where it is reached over a link that can fail. */
  private String linked(Calls between, String address) {
    FaultLink link = closing.with(FaultLink.to(address));
    calls.put(between, link);
    return link.endpoint();
  }

  /** As a Service stands before the replicas of a deployment. */
  private static HaProxy beforeAll(List<Integer> ports) {
    return HaProxy.before(ports.stream().map(port -> "127.0.0.1:" + port).toList());
  }

  /** No step drops the target's history, which is read at the end. */
  private String runbook() {
    return new RunbookText()
        .lookBefore()
        .fence(RunbookText.vip("site-a", users))
        .step(
            """
            - {name: promote, type: promote, in: [switchover, failover]}
            - {name: unpark, type: unpark, in: [switchover, failover]}
            - {name: stop-mirror, type: stop-mirror, in: [switchover, failover]}
            """)
        .toString();
  }

  private ServiceSettings settings(Victim service) {
    SiteLinks its = closing.with(new SiteLinks(source.endpoints(), target.endpoints()));
    links.put(service, its);
    return new ServiceSettings(folder, its, credentials);
  }

  private void started(Victim service, Supplier<ServiceProcess> start) {
    services.put(service, closing.with(new Restartable(start)));
  }

  ChaosEtcd etcd(Side side) {
    return side == Side.SOURCE ? source : target;
  }

  ChaosEtcd source() {
    return source;
  }

  ChaosEtcd target() {
    return target;
  }

  /** Where users of the source reach it, as long as it is not fenced off. */
  String usersEndpoint() {
    String scheme = credentials.isPresent() ? "https" : "http";
    return scheme + "://127.0.0.1:" + users.port();
  }

  ChaosCredentials credentials() {
    return credentials.orElseThrow(() -> new IllegalStateException("there is no TLS"));
  }

  SiteLinks links(Victim service) {
    return Objects.requireNonNull(links.get(service), service.toString());
  }

  /** By which one service asks another. */
  FaultLink calls(Calls between) {
    return Objects.requireNonNull(calls.get(between), between.toString());
  }

  HaProxy proxy(Proxy which) {
    return which == Proxy.OF_USERS ? users : mirrors;
  }

  /** Ends each connection of a service to an etcd; they may connect again. */
  void resetLinks() {
    links.values().forEach(SiteLinks::reset);
  }

  /** From now on no service reaches the source, for good. Its users do. */
  void loseSource() {
    links.values().forEach(SiteLinks::loseSource);
  }

  /** All of them, by the names of their logs. */
  Map<String, Restartable> services() {
    Map<String, Restartable> named = new TreeMap<>();
    services.values().forEach(service -> named.put(service.name(), service));
    return named;
  }

  Restartable service(Victim service) {
    return Objects.requireNonNull(services.get(service), service.toString());
  }

  /** Those that have ended though nobody killed them, by the end of their logs. */
  List<String> ended() {
    return services.values().stream().flatMap(service -> service.endedByItself().stream()).toList();
  }

  /** Copies the logs of all members of both etcds to where those of the services are. */
  void keepEtcdLogs() {
    for (Side side : Side.values()) {
      for (int i = 0; i < ChaosPlan.MEMBERS; i++) {
        Path log = etcd(side).members().get(i).log();
        try {
          Files.copy(log, folder.resolve("etcd-" + side + "-" + i + ".log"));
        } catch (IOException failure) {
          throw new UncheckedIOException("cannot keep " + log, failure);
        }
      }
    }
  }

  /** As far as they can be read. */
  void keepHistories() {
    ChaosFolder files = new ChaosFolder(folder);
    for (Side side : Side.values()) {
      try {
        ChaosEtcd etcd = etcd(side);
        etcd.formerLife().ifPresent(former -> files.write(side + "-former-history.txt", former));
        files.write(side + "-history.txt", etcd.history());
      } catch (ConditionTimeoutException unreadable) {
        files.write(side + "-history.txt", "cannot be read: " + unreadable.getMessage());
      }
    }
  }

  private void endServices() {
    services.values().forEach(Restartable::close);
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(atExit);
    closing.close();
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot write " + file, failure);
    }
  }
}
