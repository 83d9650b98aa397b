package io.understudy.e2e.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Many callers of the services at once, each asking again as soon as it is answered. */
public final class ClientLoad {

  /** Of 200, as issue and documents say it. */
  private static final int STATUS = 100;

  private static final int CHECKS = 80;
  private static final int FOLLOWERS = 20;
  private static final int MOST_WRONG = 20;
  private static final int UNAVAILABLE = 503;
  private static final Duration CALL = Duration.ofSeconds(240);

  private final URI status;
  private final URI check;
  private final URI events;
  private final Map<String, LongAdder> answers = new ConcurrentHashMap<>();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private final Queue<InputStream> followed = new ConcurrentLinkedQueue<>();
  private volatile boolean isOver;

  /**
   * What came of it.
   *
   * @param answers how many, by what was asked and the status
   * @param wrong what no document foresees, the first of it
   */
  public record Outcome(Map<String, Long> answers, List<String> wrong) {

    /** All together. */
    public long total() {
      return answers.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /**
   * @param sync address of sync-service
   * @param monitor address of monitor-service
   * @param events address of an operation's events that goes on
   */
  public ClientLoad(String sync, String monitor, String events) {
    this.status = URI.create(sync + "/api/v1/status");
    this.check = URI.create(monitor + "/check");
    this.events = URI.create(events);
  }

  /** 200 callers for so long; returns when the last of them has gone. */
  public Outcome run(Duration time) throws InterruptedException {
    return run(() -> TimeUnit.NANOSECONDS.sleep(time.toNanos()));
  }

  /** What goes on amid the callers. */
  @FunctionalInterface
  public interface Amid {
    /** They go on until it returns. */
    void run() throws InterruptedException;
  }

  /** 200 callers until something is done; returns when the last of them has gone. */
  public Outcome run(Amid amid) throws InterruptedException {
    List<Thread> callers = new ArrayList<>();
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      start(callers, STATUS, () -> ask(http, "status", status, "200"));
      start(callers, CHECKS, () -> ask(http, "check", check, "200 409"));
      start(callers, FOLLOWERS, () -> follow(http));
      try {
        amid.run();
      } finally {
        isOver = true;
        followed.forEach(ClientLoad::close);
      }
      for (Thread caller : callers) {
        caller.join();
      }
    }
    Map<String, Long> counted = new TreeMap<>();
    answers.forEach((kind, count) -> counted.put(kind, count.sum()));
    return new Outcome(counted, wrong.stream().limit(MOST_WRONG).toList());
  }

  private interface Call {
    void make() throws IOException, InterruptedException;
  }

  private void start(List<Thread> callers, int count, Call call) {
    for (int i = 0; i < count; i++) {
      callers.add(Thread.ofPlatform().daemon().start(() -> again(call)));
    }
  }

  private void again(Call call) {
    while (!isOver) {
      try {
        call.make();
      } catch (IOException failure) {
        if (!isOver) {
          wrong.add(failure.toString());
        }
      } catch (InterruptedException interruption) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void ask(HttpClient http, String kind, URI uri, String expected)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(request(uri), HttpResponse.BodyHandlers.ofString());
    count(kind, expected, answer);
  }

  private void follow(HttpClient http) throws IOException, InterruptedException {
    HttpResponse<InputStream> answer =
        http.send(request(events), HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream stream = answer.body()) {
      followed.add(stream);
      count("events", "200", answer);
      while (!isOver && stream.read() >= 0) {
        // What it says is not looked at.
      }
    }
  }

  private static HttpRequest request(URI uri) {
    return HttpRequest.newBuilder(uri).timeout(CALL).build();
  }

  private void count(String kind, String expected, HttpResponse<?> answer) {
    String code = Integer.toString(answer.statusCode());
    answers.computeIfAbsent(kind + " " + code, any -> new LongAdder()).increment();
    String type = answer.headers().firstValue("Content-Type").orElse("");
    boolean isTurnedAway =
        answer.statusCode() == UNAVAILABLE && type.startsWith("application/problem+json");
    if (!expected.contains(code) && !isTurnedAway) {
      wrong.add(kind + " " + code + " " + answer.body());
    }
  }

  private static void close(InputStream stream) {
    try {
      stream.close();
    } catch (IOException alreadyGone) {
      // Nobody reads it any more.
    }
  }
}
