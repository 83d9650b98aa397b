package io.understudy.failover.api;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import io.understudy.core.failover.Decider;
import io.understudy.core.failover.JournalException;
import io.understudy.core.failover.RunBook;
import io.understudy.core.port.EtcdException;
import io.understudy.failover.settings.FailoverSettings;
import io.understudy.service.api.Problems;
import io.understudy.service.threads.Threads;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** How an operation goes, told as it happens. */
@Path("/api/v1/operations/{id: [-0-9a-f]+}/events")
@Singleton
@Tag(name = "operations")
public class EventsResource {

  private static final int RETRY_SECONDS = 5;
  private static final int MOST_WAITING = 64;
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

  private final FailoverSettings settings;
  private final RunBook book;
  private final InstantSource time;
  private final AtomicInteger followers = new AtomicInteger();

  @Inject
  EventsResource(FailoverSettings settings, RunBook book, InstantSource time) {
    this.settings = settings;
    this.book = book;
    this.time = time;
  }

  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Blocking
  @Operation(summary = "Server-sent events, each how the operation stands; ends with the operation")
  public Multi<OutboundSseEvent> follow(
      @PathParam("id") String id,
      @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
      @Context Sse sse) {
    RunBook.Kept kept = Journals.kept(book, id);
    int seen = seen(lastEventId, kept);
    if (Decider.isClosed(kept.state()) && seen == kept.journal().entries().size()) {
      // An EventSource that is answered so does not come again.
      throw new WebApplicationException(Response.noContent().build());
    }
    if (followers.incrementAndGet() > settings.eventsMaxFollowers()) {
      followers.decrementAndGet();
      throw tooMany();
    }
    // A follower that lags behind by more is let go; it comes again with what it knows.
    return Multi.createFrom()
        .emitter(
            emitter -> begin(id, () -> follow(kept, seen, new Told(emitter, sse))), MOST_WAITING);
  }

  @HEAD
  @Operation(hidden = true)
  public Response head() {
    return Problems.getOnly();
  }

  /** Who is not told anything, as no thread can be had, follows no more. */
  private void begin(String id, Runnable telling) {
    boolean isBegun = false;
    try {
      Threads.start("events-" + id, telling);
      isBegun = true;
    } finally {
      if (!isBegun) {
        followers.decrementAndGet();
      }
    }
  }

  private HttpProblem tooMany() {
    return HttpProblem.builder()
        .withStatus(Response.Status.SERVICE_UNAVAILABLE)
        .withTitle("Too many follow operations")
        .withDetail(
            settings.eventsMaxFollowers()
                + " follow operations already, which is understudy.run.events-max-followers; close"
                + " some, raise it, or ask GET /api/v1/operations/{id} now and then")
        .withHeader("Retry-After", RETRY_SECONDS)
        .build();
  }

  /** Entries that a follower who comes again knows already; none if it names what is not there. */
  private static int seen(@Nullable String lastEventId, RunBook.Kept kept) {
    int entries = kept.journal().entries().size();
    boolean isNumber = lastEventId != null && NUMBER.matcher(lastEventId).matches();
    int named = isNumber ? Integer.parseInt(lastEventId) : 0;
    return named <= entries ? named : 0;
  }

  private record Told(MultiEmitter<? super OutboundSseEvent> sink, Sse sse) {

    void send(OperationView view) {
      OutboundSseEvent event =
          sse.newEventBuilder()
              .id(Integer.toString(view.entries()))
              .name("operation")
              .mediaType(MediaType.APPLICATION_JSON_TYPE)
              .data(OperationView.class, view)
              .build();
      sink.emit(event);
    }

    /** A line that no client takes for an event, so that nothing between closes the connection. */
    void live() {
      sink.emit(sse.newEventBuilder().comment("still here").build());
    }
  }

  private void follow(RunBook.Kept first, int known, Told told) {
    try {
      Optional<RunBook.Kept> kept = Optional.of(first);
      int seen = known;
      Instant toldAt = time.instant();
      while (kept.isPresent() && !told.sink().isCancelled()) {
        int entries = kept.get().journal().entries().size();
        Instant now = time.instant();
        if (entries != seen) {
          seen = entries;
          toldAt = now;
          told.send(OperationView.of(kept.get(), now));
        } else if (!now.isBefore(toldAt.plus(settings.eventsKeepAlive()))) {
          toldAt = now;
          told.live();
        }
        if (Decider.isClosed(kept.get().state())) {
          return;
        }
        TimeUnit.MILLISECONDS.sleep(settings.poll().toMillis());
        kept = book.refresh(kept.get());
      }
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    } catch (EtcdException | JournalException gone) {
      // The stream ends; who still wants to know asks again, and is told why it cannot be told.
      return;
    } finally {
      followers.decrementAndGet();
      told.sink().complete();
    }
  }
}
