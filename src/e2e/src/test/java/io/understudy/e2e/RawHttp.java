package io.understudy.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A caller who writes HTTP as it likes: slowly, wrongly, or without ever reading the answer. */
final class RawHttp implements AutoCloseable {

  private static final int SMALL = 2048;
  private static final int PACE_MS = 100;
  private static final int PATIENCE_MS = 120_000;

  private final Socket socket;

  /**
   * @param head status line and headers
   */
  record Answer(int status, String head, String body) {

    String type() {
      return header("content-type");
    }

    /**
     * @param name in small letters
     * @return empty if it is not there
     */
    String header(String name) {
      for (String line : head.split("\r\n")) {
        if (line.toLowerCase(Locale.ROOT).startsWith(name + ":")) {
          return line.substring(name.length() + 1).strip();
        }
      }
      return "";
    }
  }

  private RawHttp(Socket socket) {
    this.socket = socket;
  }

  static RawHttp to(ServiceProcess service) throws IOException {
    return to(service, new Socket());
  }

  /** Has little room for what it does not read. */
  static RawHttp slowTo(ServiceProcess service) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(SMALL);
    return to(service, socket);
  }

  private static RawHttp to(ServiceProcess service, Socket socket) throws IOException {
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), service.port()));
    return new RawHttp(socket);
  }

  RawHttp send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  RawHttp send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /**
   * Sends what may be refused by its head alone.
   *
   * @return whether all of it was sent before the service closed the connection; if it was not, the
   *     answer may be lost
   */
  boolean sendsAll(byte[] bytes) {
    try {
      send(bytes);
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  /**
   * Sends a little more.
   *
   * @param isReading whether it looks for an end too; who does not read leaves the answer unread
   * @return whether the service has closed the connection
   */
  boolean isGoneAfter(String text, boolean isReading) {
    try {
      send(text);
      return isReading && hasEnded();
    } catch (IOException reset) {
      return true;
    }
  }

  private boolean hasEnded() throws IOException {
    socket.setSoTimeout(PACE_MS);
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException stillOpen) {
      return false;
    }
  }

  /**
   * Reads until the service closes the connection, which it has to be asked for.
   *
   * @throws SocketTimeoutException if it says nothing for too long
   */
  Answer answer() throws IOException {
    socket.setSoTimeout(PATIENCE_MS);
    return answer(new String(all(), StandardCharsets.ISO_8859_1));
  }

  /**
   * Reads what comes at once, of an answer that may have no end.
   *
   * @throws SocketTimeoutException if nothing comes for too long
   */
  Answer firstOfAnswer() throws IOException {
    socket.setSoTimeout(PATIENCE_MS);
    byte[] some = new byte[8192];
    int count = Math.max(0, socket.getInputStream().read(some));
    return answer(new String(some, 0, count, StandardCharsets.ISO_8859_1));
  }

  private static Answer answer(String text) {
    int blank = text.indexOf("\r\n\r\n");
    if (!text.startsWith("HTTP/1.") || blank < 0) {
      return new Answer(0, text, "");
    }
    return new Answer(
        Integer.parseInt(text.substring(9, 12)),
        text.substring(0, blank),
        text.substring(blank + 4));
  }

  /** What came before a reset counts. */
  private byte[] all() throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    InputStream in = socket.getInputStream();
    byte[] some = new byte[8192];
    try {
      for (int count = in.read(some); count >= 0; count = in.read(some)) {
        read.write(some, 0, count);
      }
    } catch (SocketTimeoutException hangs) {
      throw hangs;
    } catch (IOException reset) {
      return read.toByteArray();
    }
    return read.toByteArray();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
