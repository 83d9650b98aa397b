package io.understudy.monitor.dashboard;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import io.understudy.monitor.dashboard.EventLines.Event;
import io.understudy.monitor.settings.DashboardSettings;
import io.understudy.monitor.settings.MonitorSettings;
import io.understudy.service.threads.Threads;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The events of an operation, passed on as they come from failover-service. */
@Singleton
public class Following {

  private static final int RETRY_SECONDS = 5;
  private static final int MOST_WAITING = 64;
  private static final int OK = 200;
  private static final int NO_CONTENT = 204;
  private static final int SERVER = 500;
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

  private final DashboardSettings settings;
  private final Upstream failover;
  private final HttpClient http;
  private final Waiting waiting = new Waiting();
  private final AtomicInteger followers = new AtomicInteger();

  @Inject
  Following(MonitorSettings settings) {
    this.settings = settings.dashboard();
    this.failover = FailoverCalls.upstream(this.settings);
    this.http = Upstream.connecting(this.settings.readTimeout());
  }

  /**
   * Begins to pass events on.
   *
   * @param lastEventId that the caller knows already; ignored if it is none
   * @throws HttpProblem if too many follow, or failover-service says no
   */
  Multi<OutboundSseEvent> follow(String id, @Nullable String lastEventId, Sse sse) {
    if (followers.incrementAndGet() > settings.eventsMaxFollowers()) {
      followers.decrementAndGet();
      throw tooMany();
    }
    Follower follower = new Follower(sse, new AtomicBoolean());
    try {
      HttpResponse<InputStream> events = ask(id, lastEventId);
      return Multi.createFrom()
          .<OutboundSseEvent>emitter(emitter -> follower.begin(events, emitter), MOST_WAITING)
          .ifNoItem()
          .after(settings.eventsIdle())
          .recoverWithCompletion();
    } catch (RuntimeException refused) {
      follower.gone();
      throw refused;
    }
  }

  private HttpResponse<InputStream> ask(String id, @Nullable String lastEventId) {
    HttpRequest.Builder request =
        failover
            .request("/api/v1/operations/" + id + "/events")
            .header(HttpHeaders.ACCEPT, MediaType.SERVER_SENT_EVENTS);
    if (lastEventId != null && NUMBER.matcher(lastEventId).matches()) {
      request.header("Last-Event-ID", lastEventId);
    }
    HttpResponse<InputStream> answer =
        // Of an operation that stands still the first line may be the one that shows it lives.
        waiting.through(() -> failover.send(http, request.build(), settings.eventsIdle(), ""));
    if (answer.statusCode() == OK) {
      return answer;
    }
    close(answer.body());
    if (answer.statusCode() == NO_CONTENT) {
      throw new WebApplicationException(Response.noContent().build());
    }
    int status = answer.statusCode() < SERVER ? answer.statusCode() : 503;
    throw HttpProblem.builder()
        .withStatus(status)
        .withTitle("The operation cannot be followed")
        .withDetail(
            "failover-service answers "
                + answer.statusCode()
                + "; ask GET "
                + PassedOn.BASE
                + "/operations/"
                + id
                + " why")
        .build();
  }

  private HttpProblem tooMany() {
    return HttpProblem.builder()
        .withStatus(Status.SERVICE_UNAVAILABLE)
        .withTitle("Too many follow operations")
        .withDetail(
            settings.eventsMaxFollowers()
                + " follow operations through monitor-service already, which is"
                + " understudy.dashboard.events-max-followers; close some or raise it")
        .withHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
        .build();
  }

  private static void close(InputStream body) {
    try {
      body.close();
    } catch (IOException alreadyGone) {
      // Nothing is read of it any more.
    }
  }

  /** One who follows; counted until it is gone. */
  private final class Follower {

    private final Sse sse;
    private final AtomicBoolean isGone;

    Follower(Sse sse, AtomicBoolean isGone) {
      this.sse = sse;
      this.isGone = isGone;
    }

    void gone() {
      if (isGone.compareAndSet(false, true)) {
        followers.decrementAndGet();
      }
    }

    void begin(HttpResponse<InputStream> events, MultiEmitter<? super OutboundSseEvent> emitter) {
      emitter.onTermination(
          () -> {
            close(events.body());
            gone();
          });
      Threads.start("events", () -> pass(events, emitter));
    }

    private void pass(
        HttpResponse<InputStream> events, MultiEmitter<? super OutboundSseEvent> emitter) {
      try (InputStream body = new BufferedInputStream(events.body())) {
        EventLines lines = new EventLines(body, settings.answerMaxBytes());
        Optional<Event> event = lines.next();
        while (event.isPresent() && !emitter.isCancelled()) {
          emitter.emit(outbound(event.get()));
          event = lines.next();
        }
      } catch (IOException brokeOff) {
        // The stream ends; a browser comes again with the last event it knows.
        return;
      } finally {
        emitter.complete();
        gone();
      }
    }

    private OutboundSseEvent outbound(Event event) {
      if (event.isComment()) {
        return sse.newEventBuilder().comment("still here").build();
      }
      return sse.newEventBuilder()
          .id(event.id())
          .name(event.name())
          .mediaType(MediaType.TEXT_PLAIN_TYPE)
          .data(String.class, event.data())
          .build();
    }
  }
}
