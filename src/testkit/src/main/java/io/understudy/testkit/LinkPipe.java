package io.understudy.testkit;

import io.understudy.testkit.FaultLink.Way;
import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One direction of a connection through a {@link FaultLink}. One thread reads, another writes, and
 * between them the bytes wait for the faults to pass.
 */
final class LinkPipe {

  private static final int READ_BYTES = 16 * 1024;

  /** Bounds what is held; a sender beyond it feels back pressure. */
  private static final int MAX_CHUNKS = 8192;

  private static final byte[] END = new byte[0];

  private record Chunk(byte[] bytes, long arrivedNanos) {}

  private final Socket from;
  private final Socket to;
  private final Way way;
  private final LinkFaults faults;
  private final Http2Frames frames = new Http2Frames();
  private final BlockingQueue<Chunk> chunks = new LinkedBlockingQueue<>(MAX_CHUNKS);
  private final AtomicLong waitingBytes = new AtomicLong();
  private final AtomicLong passedBytes;
  private volatile boolean endedWhileHeld;
  private volatile boolean ended;

  /**
   * @param passedBytes counts what is written
   */
  LinkPipe(Socket from, Socket to, Way way, LinkFaults faults, AtomicLong passedBytes) {
    this.from = from;
    this.to = to;
    this.way = way;
    this.faults = faults;
    this.passedBytes = passedBytes;
  }

  long waitingBytes() {
    return waitingBytes.get();
  }

  /** Whether the sender went away while requests were held. */
  boolean endedWhileHeld() {
    return endedWhileHeld;
  }

  /** Whether the sender went away. */
  boolean hasEnded() {
    return ended;
  }

  /** Until the sender ends, however it does. */
  void read() throws InterruptedException {
    byte[] buffer = new byte[READ_BYTES];
    try {
      int count = from.getInputStream().read(buffer);
      while (count >= 0) {
        accept(Arrays.copyOf(buffer, count));
        count = from.getInputStream().read(buffer);
      }
    } catch (IOException broken) {
      // Ends as it would at the end of the stream: the writer still has what came before.
    } finally {
      endedWhileHeld = faults.isHolding();
      ended = true;
      chunks.put(new Chunk(END, System.nanoTime()));
    }
  }

  /**
   * Until everything up to the sender's end is written.
   *
   * @throws IOException if the receiver is gone
   */
  void write() throws IOException, InterruptedException {
    Chunk chunk = chunks.take();
    while (chunk.bytes() != END) {
      faults.awaitPassage(way, chunk.arrivedNanos());
      if (!faults.passes(way, chunk.bytes())) {
        throw new IOException("the link's inspector lets it not pass");
      }
      to.getOutputStream().write(chunk.bytes());
      waitingBytes.addAndGet(-chunk.bytes().length);
      passedBytes.addAndGet(chunk.bytes().length);
      faults.pace(way, chunk.bytes().length);
      chunk = chunks.take();
    }
    faults.awaitPassage(way, chunk.arrivedNanos());
  }

  /** Takes off what is sent to nobody, so that the sender does not choke on it. */
  void discard() throws InterruptedException {
    Chunk chunk = chunks.take();
    while (chunk.bytes() != END) {
      chunk = chunks.take();
    }
  }

  private void accept(byte[] bytes) throws InterruptedException {
    boolean isRequest = way == Way.TO_SERVER;
    List<byte[]> parts = isRequest ? frames.accept(bytes) : List.of(bytes);
    for (byte[] part : parts) {
      // A held call must arrive as it was made: its client's change of mind is lost on the way.
      if (isRequest && frames.isReset(part) && faults.isHolding()) {
        continue;
      }
      waitingBytes.addAndGet(part.length);
      chunks.put(new Chunk(part, System.nanoTime()));
    }
  }
}
