package io.understudy.etcd;

import io.grpc.netty.GrpcSslContexts;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSessionContext;

/**
 * TLS by files that are read again before each handshake. New content gives a new context, so that
 * no session begun under old certificates is resumed under new ones; connections that are open stay
 * as they are. Content that cannot be used, for example half written, leaves the last good one in
 * force.
 */
final class TlsContext extends SslContext {

  private static final System.Logger LOG = System.getLogger(TlsContext.class.getName());

  /** A certificate and its key are two files: between the reads they may have been swapped. */
  private static final int READ_TRIES = 2;

  private record Contents(List<byte[]> files) {
    boolean isSame(Contents other) {
      return Arrays.deepEquals(files.toArray(), other.files.toArray());
    }
  }

  private record Loaded(SslContext context, Optional<X509Certificate> certificate) {}

  private final String store;
  private final TlsFiles files;
  private Contents seen;
  private Loaded loaded;
  private String trouble = "";
  private long failures;

  /**
   * @throws IllegalArgumentException if a file cannot be used; names it
   */
  TlsContext(String store, TlsFiles files) {
    this.store = store;
    this.files = files;
    this.seen = read();
    this.loaded = load(seen);
  }

  /** How often changed files could not be used. */
  synchronized long failures() {
    return failures;
  }

  /**
   * Looks at the files now, as the next handshake would, which may be weeks away.
   *
   * @return why they are not in force; empty if they are
   */
  synchronized Optional<String> trouble() {
    current();
    return trouble.isEmpty() ? Optional.empty() : Optional.of(trouble);
  }

  /** When the certificate that this process shows is over, if it shows one. */
  synchronized Optional<Instant> certificateEnd() {
    return loaded.certificate().map(certificate -> certificate.getNotAfter().toInstant());
  }

  /** What the next handshake uses. */
  private synchronized SslContext current() {
    for (int tried = 1; ; tried++) {
      try {
        Contents now = read();
        if (!now.isSame(seen)) {
          loaded = load(now);
          seen = now;
          LOG.log(System.Logger.Level.INFO, "{0}: new TLS files are in force", store);
        }
        trouble = "";
        return loaded.context();
      } catch (IllegalArgumentException unusable) {
        if (tried == READ_TRIES) {
          keep(String.valueOf(unusable.getMessage()));
          return loaded.context();
        }
      }
    }
  }

  private void keep(String why) {
    if (!why.equals(trouble)) {
      trouble = why;
      failures++;
      LOG.log(
          System.Logger.Level.WARNING,
          "{0}: new TLS files cannot be used, the last good ones stay in force: {1}",
          store,
          why);
    }
  }

  private Contents read() {
    List<Path> client =
        files.client().map(pair -> List.of(pair.cert(), pair.key())).orElse(List.of());
    byte[] ca = files.ca().map(Pem::read).orElse(new byte[0]);
    return client.isEmpty()
        ? new Contents(List.of(ca))
        : new Contents(List.of(ca, Pem.read(client.getFirst()), Pem.read(client.getLast())));
  }

  private Loaded load(Contents contents) {
    SslContextBuilder builder = SslContextBuilder.forClient();
    files
        .ca()
        .ifPresent(ca -> builder.trustManager(Pem.certificates(ca, contents.files().getFirst())));
    Optional<X509Certificate> shown = Optional.empty();
    if (files.client().isPresent()) {
      TlsFiles.Client pair = files.client().get();
      List<X509Certificate> chain = Pem.certificates(pair.cert(), contents.files().get(1));
      PrivateKey key = Pem.key(pair.key(), contents.files().get(2));
      Pem.requirePair(pair, chain.getFirst(), key);
      builder.keyManager(key, chain);
      shown = Optional.of(chain.getFirst());
    }
    try {
      return new Loaded(GrpcSslContexts.configure(builder, SslProvider.JDK).build(), shown);
    } catch (SSLException unusable) {
      throw new IllegalArgumentException(
          store + ": TLS cannot be set up: " + unusable.getMessage(), unusable);
    }
  }

  @Override
  public boolean isClient() {
    return true;
  }

  @Override
  public SSLEngine newEngine(ByteBufAllocator allocator) {
    return current().newEngine(allocator);
  }

  @Override
  public SSLEngine newEngine(ByteBufAllocator allocator, String host, int port) {
    return current().newEngine(allocator, host, port);
  }

  @Override
  public synchronized List<String> cipherSuites() {
    return loaded.context().cipherSuites();
  }

  @Override
  @SuppressWarnings("deprecation")
  public synchronized ApplicationProtocolNegotiator applicationProtocolNegotiator() {
    return loaded.context().applicationProtocolNegotiator();
  }

  @Override
  public synchronized SSLSessionContext sessionContext() {
    return loaded.context().sessionContext();
  }
}
