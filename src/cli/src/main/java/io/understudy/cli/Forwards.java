package io.understudy.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Port-forwards to the services in a cluster, each begun when it is first needed. */
final class Forwards implements AutoCloseable {

  private static final Pattern FORWARDING =
      Pattern.compile("Forwarding from 127\\.0\\.0\\.1:(\\d+) .*");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Kubectl kubectl;
  private final String namespace;
  private final Map<Service, String> addresses = new EnumMap<>(Service.class);
  private final Map<Service, Process> processes = new EnumMap<>(Service.class);

  Forwards(Kubectl kubectl, String namespace) {
    this.kubectl = kubectl;
    this.namespace = namespace;
    // Also when the process is told to end: a forward that is left would go on.
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
  }

  /**
   * Where a service is reached from here.
   *
   * @throws Failure if nothing is forwarded; says why
   */
  synchronized String address(Service service) {
    Process running = processes.get(service);
    if (running != null && !running.isAlive()) {
      // Its pod is gone: the next one is found anew.
      addresses.remove(service);
    }
    String known = addresses.get(service);
    if (known != null) {
      return known;
    }
    String address = begin(service);
    addresses.put(service, address);
    return address;
  }

  private String begin(Service service) {
    List<String> arguments =
        List.of(
            "port-forward",
            "--namespace=" + namespace,
            "--address=127.0.0.1",
            "service/" + service.kubernetesService(),
            ":http");
    Process process = kubectl.start(arguments);
    processes.put(service, process);
    CompletableFuture<String> port = new CompletableFuture<>();
    Thread.ofPlatform().daemon().start(() -> read(process, port));
    try {
      return "http://127.0.0.1:" + port.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      process.destroy();
      throw failure(service, arguments, "it says nothing for " + PATIENCE.toSeconds() + " s");
    } catch (ExecutionException ended) {
      Throwable cause = ended.getCause();
      throw failure(
          service, arguments, String.valueOf((cause == null ? ended : cause).getMessage()));
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new Failure(ExitCode.ERROR, "interrupted while a port was forwarded");
    }
  }

  /** All that it says is read, as it would stand still else. */
  private static void read(Process process, CompletableFuture<String> port) {
    String last = "it has ended";
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher forwarding = FORWARDING.matcher(line);
        if (forwarding.matches()) {
          port.complete(forwarding.group(1));
        }
        last = Text.clean(line);
      }
    } catch (IOException ended) {
      last = "it was ended";
    }
    port.completeExceptionally(new IOException(last));
  }

  private static Failure failure(Service service, List<String> arguments, String why) {
    return new Failure(
        ExitCode.UNREACHABLE,
        service.text()
            + " is not reached by "
            + Kubectl.line(arguments)
            + ": "
            + why
            + "; see --context and --namespace, or name it with "
            + service.option());
  }

  @Override
  public synchronized void close() {
    processes.values().forEach(Process::destroy);
  }
}
