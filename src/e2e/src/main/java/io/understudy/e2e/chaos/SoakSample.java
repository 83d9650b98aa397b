package io.understudy.e2e.chaos;

import io.understudy.e2e.ServiceProcess;
import io.understudy.testkit.EtcdProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the processes of a run take at one moment, seen from outside: heap once the garbage is
 * collected, threads, file descriptors, and of each etcd the bytes in use and the open watches.
 */
final class SoakSample {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final String HEAP = "jvm_memory_used_bytes{area=\"heap\"";
  private static final String WATCHERS = "etcd_debugging_mvcc_watcher_total";

  private final ChaosSites sites;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

  SoakSample(ChaosSites sites) {
    this.sites = sites;
  }

  /** Figures by name. */
  Map<String, Long> take() {
    Map<String, Long> figures = new TreeMap<>();
    sites
        .services()
        .forEach(
            (name, service) -> {
              ServiceProcess process = service.process();
              long pid = process.process().pid();
              collectGarbage(pid);
              figures.put(name + " heap bytes", sum(process.address() + "/q/metrics", HEAP));
              figures.put(name + " threads", entries(pid, "task"));
              figures.put(name + " file descriptors", entries(pid, "fd"));
            });
    for (Fault.Side side : Fault.Side.values()) {
      ChaosEtcd etcd = sites.etcd(side);
      long watchers = 0;
      for (EtcdProcess member : etcd.members()) {
        watchers += sum(member.metricsUrl() + "/metrics", WATCHERS);
      }
      figures.put(side + " watches", watchers);
      figures.put(side + " bytes in use", etcd.admin().databaseBytesInUse(0));
    }
    return figures;
  }

  private static void collectGarbage(long pid) {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    try {
      Process running =
          new ProcessBuilder(jcmd, Long.toString(pid), "GC.run")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (running.waitFor() != 0) {
        throw new IllegalStateException(jcmd + " of process " + pid + " failed");
      }
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot start " + jcmd, failure);
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a sample was taken", interruption);
    }
  }

  private static long entries(long pid, String folder) {
    try (Stream<Path> all = Files.list(Path.of("/proc", Long.toString(pid), folder))) {
      return all.count();
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot look at process " + pid, failure);
    }
  }

  /**
   * Of all that a page of metrics has under a name.
   *
   * @throws IllegalStateException if it has nothing
   */
  private long sum(String url, String name) {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT).build();
    try {
      String page = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
      double[] values =
          page.lines()
              .filter(line -> line.startsWith(name))
              .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
              .toArray();
      if (values.length == 0) {
        throw new IllegalStateException(url + " has no " + name);
      }
      return (long) Arrays.stream(values).sum();
    } catch (IOException failure) {
      throw new UncheckedIOException(url + " does not answer", failure);
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a sample was taken", interruption);
    }
  }
}
