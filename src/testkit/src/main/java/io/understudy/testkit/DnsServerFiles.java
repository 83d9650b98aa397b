package io.understudy.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

/** The files of a {@link DnsServer}: its configuration, its zone, its keys. */
record DnsServerFiles(Path directory) {

  private static final int SECRET_BYTES = 32;
  private static final String UPDATE = "understudy-update";
  private static final String NARROW = "understudy-narrow";

  static DnsServerFiles write(Path directory, String zone, int port, List<String> records) {
    DnsServerFiles files = new DnsServerFiles(directory);
    String update = secret();
    String narrow = secret();
    try {
      Files.createDirectory(directory.resolve("db"));
      Files.writeString(files.key(), keyText(UPDATE, update));
      Files.writeString(files.wrongKey(), keyText(UPDATE, secret()));
      Files.writeString(files.narrowKey(), keyText(NARROW, narrow));
      Files.writeString(directory.resolve(zone + ".zone"), zoneText(zone, records));
      Files.writeString(files.configuration(), files.configurationText(zone, port, update, narrow));
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot write the files of a DNS server", failure);
    }
    return files;
  }

  Path key() {
    return directory.resolve("update.key");
  }

  Path wrongKey() {
    return directory.resolve("wrong.key");
  }

  Path narrowKey() {
    return directory.resolve("narrow.key");
  }

  Path configuration() {
    return directory.resolve("knot.conf");
  }

  Path socket() {
    return directory.resolve("knot.sock");
  }

  Path log() {
    return directory.resolve("knot.log");
  }

  private static String secret() {
    byte[] bytes = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static String keyText(String name, String secret) {
    return """
    key "%s" {
      algorithm hmac-sha256;
      secret "%s";
    };
    """
        .formatted(name, secret);
  }

  private static String zoneText(String zone, List<String> records) {
    return """
    $ORIGIN %s.
    @ 300 SOA ns hostmaster 1 3600 600 86400 30
    @ 300 NS ns
    ns 300 A 127.0.0.1
    %s
    """
        .formatted(zone, String.join("\n", records));
  }

  /** One worker of each sort, as many servers share a small machine. */
  private String configurationText(String zone, int port, String update, String narrow) {
    return """
    server:
        rundir: "%1$s"
        pidfile: "%1$s/knot.pid"
        listen: 127.0.0.1@%2$d
        udp-workers: 1
        tcp-workers: 1
        background-workers: 1
    control:
        listen: "%1$s/knot.sock"
    log:
      - target: stdout
        any: info
    database:
        storage: "%1$s/db"
    key:
      - id: %3$s
        algorithm: hmac-sha256
        secret: %4$s
      - id: %5$s
        algorithm: hmac-sha256
        secret: %6$s
    acl:
      - id: update
        key: %3$s
        action: update
      - id: narrow
        key: %5$s
        action: update
        update-type: TXT
    template:
      - id: default
        storage: "%1$s"
        file: "%%s.zone"
    zone:
      - domain: %7$s
        acl: [update, narrow]
    """
        .formatted(directory, port, UPDATE, update, NARROW, narrow, zone);
  }
}
