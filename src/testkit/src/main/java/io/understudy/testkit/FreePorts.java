package io.understudy.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of the loopback address that nobody listens on now. They are below those that the system
 * itself hands out to whoever asks for any port, and each of several JVMs that run tests side by
 * side has a range of its own, so that nobody comes by one by chance before it is used, or while
 * its server is down. Programs that such tests start share the last range.
 */
public final class FreePorts {

  private static final int FIRST = 16_000;
  private static final int OF_ONE_JVM = 4_000;
  private static final int JVMS = 4;

  /** Number of this JVM among those that run tests side by side, from 1; the build sets it. */
  private static final String FORK = "understudy.fork";

  /** The system's own begin at 32768, where nobody has changed that. */
  private static final int START = FIRST + (Integer.getInteger(FORK, JVMS) - 1) % JVMS * OF_ONE_JVM;

  private static int next = ThreadLocalRandom.current().nextInt(OF_ONE_JVM);

  private FreePorts() {}

  /** Different ones, and not those that were found before. */
  public static synchronized List<Integer> find(int count) {
    List<Integer> ports = new ArrayList<>();
    for (int looked = 0; ports.size() < count; looked++) {
      if (looked == OF_ONE_JVM) {
        throw new IllegalStateException(
            "no " + count + " free ports from " + START + " to " + (START + OF_ONE_JVM - 1));
      }
      int port = START + next;
      next = (next + 1) % OF_ONE_JVM;
      if (isFree(port)) {
        ports.add(port);
      }
    }
    return ports;
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
