package io.understudy.failover.api;

import io.understudy.core.failover.JournalException;
import io.understudy.core.failover.RunBook;
import io.understudy.core.port.EtcdException;
import io.understudy.failover.settings.FailoverSettings;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** How an operation goes, told as it happens. */
@Path("/api/v1/operations/{id: [-0-9a-f]+}/events")
@Tag(name = "operations")
public class EventsResource {

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

  private final FailoverSettings settings;
  private final RunBook book;
  private final InstantSource time;

  @Inject
  EventsResource(FailoverSettings settings, RunBook book, InstantSource time) {
    this.settings = settings;
    this.book = book;
    this.time = time;
  }

  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Operation(summary = "Server-sent events, each how the operation stands; ends with the operation")
  public void follow(
      @PathParam("id") String id,
      @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
      @Context SseEventSink sink,
      @Context Sse sse) {
    RunBook.Kept kept = Journals.kept(book, id);
    int seen = seen(lastEventId, kept);
    Thread.ofVirtual().name("events-" + id).start(() -> follow(kept, seen, new Told(sink, sse)));
  }

  /** Entries that a follower who comes again knows already; none if it names what is not there. */
  private static int seen(@Nullable String lastEventId, RunBook.Kept kept) {
    int entries = kept.journal().entries().size();
    boolean isNumber = lastEventId != null && NUMBER.matcher(lastEventId).matches();
    int named = isNumber ? Integer.parseInt(lastEventId) : 0;
    return named <= entries ? named : 0;
  }

  private record Told(SseEventSink sink, Sse sse) {

    void send(OperationView view) {
      OutboundSseEvent event =
          sse.newEventBuilder()
              .id(Integer.toString(view.entries()))
              .name("operation")
              .mediaType(MediaType.APPLICATION_JSON_TYPE)
              .data(OperationView.class, view)
              .build();
      sink.send(event).toCompletableFuture().join();
    }

    /** A line that no client takes for an event, so that nothing between closes the connection. */
    void live() {
      sink.send(sse.newEventBuilder().comment("still here").build()).toCompletableFuture().join();
    }
  }

  private void follow(RunBook.Kept first, int known, Told told) {
    try (SseEventSink sink = told.sink()) {
      Optional<RunBook.Kept> kept = Optional.of(first);
      int seen = known;
      Instant toldAt = time.instant();
      while (kept.isPresent() && !sink.isClosed()) {
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
        if (kept.get().state().isOver()) {
          return;
        }
        TimeUnit.MILLISECONDS.sleep(settings.poll().toMillis());
        kept = book.refresh(kept.get());
      }
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    } catch (EtcdException | JournalException | CompletionException gone) {
      // The stream ends; who still wants to know asks again, and is told why it cannot be told.
      return;
    }
  }
}
