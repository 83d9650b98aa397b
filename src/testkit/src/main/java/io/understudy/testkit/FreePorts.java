package io.understudy.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of the loopback address that nobody listens on now. They are below those that the system
 * itself hands out to whoever asks for any port, and each JVM of the machine has a range of its
 * own, so that nobody comes by one by chance before it is used, or while its server is down.
 */
public final class FreePorts {

  /** The system's own begin at 32768, where nobody has changed that. */
  private static final int FIRST = 16_000;

  private static final int RANGE = 1_000;
  private static final int RANGES = 16;

  /** Never closed: the lock would go with it. */
  private static final List<FileChannel> HELD = new ArrayList<>();

  private static final int START = FIRST + range() * RANGE;

  private static int next = ThreadLocalRandom.current().nextInt(RANGE);

  private FreePorts() {}

  /** Different ones, and for long none that was found before. */
  public static synchronized List<Integer> find(int count) {
    List<Integer> ports = new ArrayList<>();
    for (int looked = 0; ports.size() < count; looked++) {
      if (looked == RANGE) {
        throw new IllegalStateException(
            "no " + count + " free ports from " + START + " to " + (START + RANGE - 1));
      }
      int port = START + next;
      next = (next + 1) % RANGE;
      if (isFree(port)) {
        ports.add(port);
      }
    }
    return ports;
  }

  /** The first that no other JVM has, or any if all are taken. */
  private static int range() {
    for (int range = 0; range < RANGES; range++) {
      if (takes(range)) {
        return range;
      }
    }
    return ThreadLocalRandom.current().nextInt(RANGES);
  }

  /** By the lock of a file, which is given back when this JVM ends, however it does. */
  private static boolean takes(int range) {
    Path file = Path.of(System.getProperty("java.io.tmpdir"), "understudy-ports-" + range);
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (channel.tryLock() != null) {
        return HELD.add(channel);
      }
      channel.close();
      return false;
    } catch (IOException | OverlappingFileLockException ofAnother) {
      // Another user's file, or this class was loaded twice.
      return false;
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (BindException taken) {
      return false;
    } catch (IOException failure) {
      throw new UncheckedIOException("port " + port + " of the loopback address", failure);
    }
  }
}
