package io.understudy.failover.api;

import io.understudy.core.failover.JournalException;
import io.understudy.core.failover.RunBook;
import io.understudy.core.port.EtcdException;
import io.understudy.failover.settings.FailoverSettings;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** How an operation goes, told as it happens. */
@Path("/api/v1/operations/{id: [-0-9a-f]+}/events")
@Tag(name = "operations")
public class EventsResource {

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
  public void follow(@PathParam("id") String id, @Context SseEventSink sink, @Context Sse sse) {
    Journals.kept(book, id);
    Thread.ofVirtual().name("events-" + id).start(() -> follow(id, new Told(sink, sse)));
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
  }

  private void follow(String id, Told told) {
    try (SseEventSink sink = told.sink()) {
      int seen = 0;
      boolean goesOn = true;
      while (goesOn && !sink.isClosed()) {
        Optional<RunBook.Kept> kept = book.load(id);
        int entries = kept.map(one -> one.journal().entries().size()).orElse(seen);
        if (entries != seen) {
          seen = entries;
          told.send(OperationView.of(kept.orElseThrow(), time.instant()));
        }
        goesOn = kept.isPresent() && !kept.get().state().isOver();
        if (goesOn) {
          TimeUnit.MILLISECONDS.sleep(settings.poll().toMillis());
        }
      }
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    } catch (EtcdException | JournalException | CompletionException gone) {
      // The stream ends; who still wants to know asks again, and is told why it cannot be told.
      return;
    }
  }
}
