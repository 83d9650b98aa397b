package io.understudy.failover.reprotect;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.understudy.core.control.RepairRequest;
import io.understudy.core.control.RepairResult;
import io.understudy.core.mirror.Healing;
import io.understudy.core.mirror.LeadLimits;
import io.understudy.core.mirror.Leadership;
import io.understudy.core.mirror.Limits;
import io.understudy.core.mirror.MirrorObserver;
import io.understudy.core.mirror.MirrorRun;
import io.understudy.core.mirror.Prune;
import io.understudy.core.mirror.RunContext;
import io.understudy.core.mirror.Timing;
import io.understudy.core.port.EtcdException;
import io.understudy.core.scope.Classifier;
import io.understudy.service.rest.RestClient;
import io.understudy.service.time.ServiceTiming;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The old primary's sync-service, as far as it mirrors into the old primary and repairs there: the
 * production mirror, and the two calls that put repairs on record for it and read their results.
 */
final class ReverseMirror implements AutoCloseable {

  private static final long TTL_SECONDS = 10;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final TwoSites sites;
  private final Timing timing = new ServiceTiming(InstantSource.system(), new SplittableRandom(2));
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final Thread worker = Thread.ofPlatform().name("reverse").unstarted(this::work);
  private final List<RepairRequest> repairs = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  ReverseMirror(TwoSites sites) {
    this.sites = sites;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    server.createContext("/api/v1/repair", this::answer);
    server.start();
    worker.start();
  }

  RestClient client() {
    URI url = URI.create("http://localhost:" + server.getAddress().getPort());
    return new RestClient("peer", TwoSites.rest(Optional.of(url), Optional.empty()));
  }

  /** What was asked of it, in order. */
  List<RepairRequest> repairs() {
    return repairs;
  }

  @Override
  public void close() {
    stopped.set(true);
    server.stop(0);
    try {
      if (!worker.join(Duration.ofSeconds(120))) {
        throw new IllegalStateException("the mirror does not end");
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    Leadership leadership =
        new Leadership(sites.ends().source(), TwoSites.KEYS, "peer", TTL_SECONDS, timing);
    while (!stopped.get()) {
      try {
        if (leadership.attempt() instanceof Leadership.Attempt.Leading) {
          mirror(leadership);
        }
      } catch (EtcdException tryAgain) {
        timing.pause(Duration.ofMillis(100));
      }
      timing.pause(Duration.ofMillis(50));
    }
    leadership.resign();
  }

  private void mirror(Leadership leadership) {
    RunContext context =
        new RunContext(
            sites.ends().target(),
            sites.ends().source(),
            TwoSites.KEYS,
            Classifier.of(TwoSites.RULES),
            Prune.MIRRORED,
            Limits.defaults().lead(LeadLimits.OFF),
            leadership,
            timing,
            SILENT,
            Healing.defaults());
    Thread keeper = Thread.ofPlatform().daemon().start(() -> keepAlive(leadership));
    try {
      new MirrorRun(context, stopped::get).run();
    } finally {
      leadership.resign();
      keeper.interrupt();
    }
  }

  private void keepAlive(Leadership leadership) {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        leadership.keepAlive();
      } catch (EtcdException leaseRunsOut) {
        timing.pause(Duration.ofMillis(100));
      }
      timing.pause(Duration.ofSeconds(2));
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      boolean isAsked = exchange.getRequestMethod().equals("POST");
      byte[] body =
          (isAsked ? ask(exchange) : state(exchange.getRequestURI().getPath())).getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(isAsked ? 202 : 200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private String ask(HttpExchange exchange) throws IOException {
    List<RepairRequest.Surplus> surplus = new ArrayList<>();
    for (JsonNode each : JSON.readTree(exchange.getRequestBody()).path("surplus")) {
      surplus.add(
          new RepairRequest.Surplus(each.path("key").asText(), each.path("revision").asLong()));
    }
    RepairRequest request =
        new RepairRequest(Long.toString(sites.old().revision()), Instant.EPOCH, List.of(), surplus);
    sites.old().put(TwoSites.KEYS.repair(), request.toJson());
    repairs.add(request);
    return "{\"id\":\"" + request.id() + "\",\"state\":\"requested\"}";
  }

  private String state(String path) {
    String id = path.substring(path.lastIndexOf('/') + 1);
    Optional<RepairResult> done =
        sites.old().get(TwoSites.KEYS.repaired(id)).map(kv -> RepairResult.fromJson(kv.value()));
    Map<String, Integer> counts = new TreeMap<>();
    done.ifPresent(r -> r.counts().forEach((what, count) -> counts.put(what.text(), count)));
    return JSON.valueToTree(
            Map.of("id", id, "state", done.isPresent() ? "done" : "requested", "counts", counts))
        .toString();
  }

  private static final MirrorObserver SILENT =
      (MirrorObserver)
          Proxy.newProxyInstance(
              MirrorObserver.class.getClassLoader(),
              new Class<?>[] {MirrorObserver.class},
              (proxy, method, arguments) -> null);
}
