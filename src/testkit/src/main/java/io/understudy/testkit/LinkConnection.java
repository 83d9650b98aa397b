package io.understudy.testkit;

import io.understudy.testkit.FaultLink.Way;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A connection through a {@link FaultLink}. Its server side outlives the client while requests are
 * held.
 */
final class LinkConnection {

  @FunctionalInterface
  private interface Step {
    void run() throws IOException, InterruptedException;
  }

  private final Socket client;
  private final Socket server;
  private final LinkFaults faults;
  private final Consumer<LinkConnection> ended;
  private final LinkPipe requests;
  private final LinkPipe answers;
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private volatile Optional<Way> cutWay = Optional.empty();

  /**
   * @param answeredBytes counts what passes to clients
   */
  LinkConnection(
      Socket client,
      Socket server,
      LinkFaults faults,
      AtomicLong answeredBytes,
      Consumer<LinkConnection> ended) {
    this.client = client;
    this.server = server;
    this.faults = faults;
    this.ended = ended;
    this.requests = new LinkPipe(client, server, Way.TO_SERVER, faults, new AtomicLong());
    this.answers = new LinkPipe(server, client, Way.TO_CLIENT, faults, answeredBytes);
  }

  void start() {
    run(requests::read);
    run(this::writeRequests);
    run(answers::read);
    run(this::writeAnswers);
  }

  long heldBytes() {
    return requests.waitingBytes();
  }

  boolean hasClient() {
    return !requests.hasEnded();
  }

  /**
   * Half open from now on: whoever receives what is sent this way sees a reset, whoever sends it is
   * not told, and talks to nobody.
   */
  void cut(Way way) {
    cutWay = Optional.of(way);
    reset(way == Way.TO_SERVER ? server : client);
  }

  boolean isHalfOpen() {
    return cutWay.isPresent();
  }

  void close() {
    reset(client);
    reset(server);
    threads.forEach(Thread::interrupt);
    ended.accept(this);
  }

  /** Closes so that the other end sees a reset, not an orderly end. */
  static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException closedAlready) {
      return;
    }
    try {
      socket.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void writeRequests() throws IOException, InterruptedException {
    try {
      requests.write();
    } catch (IOException serverGone) {
      if (!isCut(Way.TO_SERVER)) {
        throw serverGone;
      }
      requests.discard();
    }
    if (!requests.endedWhileHeld() && !isCut(Way.TO_CLIENT)) {
      close();
    }
  }

  private void writeAnswers() throws IOException, InterruptedException {
    try {
      answers.write();
    } catch (IOException clientGone) {
      if (!requests.endedWhileHeld() && !faults.isHolding() && !isCut(Way.TO_CLIENT)) {
        throw clientGone;
      }
      answers.discard();
    }
    if (!isCut(Way.TO_SERVER)) {
      close();
    }
  }

  private boolean isCut(Way way) {
    return cutWay.equals(Optional.of(way));
  }

  private void run(Step step) {
    threads.add(
        Thread.ofPlatform()
            .daemon()
            .name("fault-link-pipe")
            .start(
                () -> {
                  try {
                    step.run();
                  } catch (IOException | InterruptedException broken) {
                    close();
                  }
                }));
  }
}
