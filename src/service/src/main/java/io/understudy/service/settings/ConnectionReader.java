package io.understudy.service.settings;

import io.understudy.etcd.Login;
import io.understudy.etcd.TlsFiles;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/** Reads how to connect to one end: its TLS files, and who logs in. Each file is tried at once. */
final class ConnectionReader {

  private final Problems problems;
  private final String end;
  private final EndConfig given;

  /**
   * @param end {@code source} or {@code target}, as the properties call it
   */
  ConnectionReader(Problems problems, String end, EndConfig given) {
    this.problems = problems;
    this.end = end;
    this.given = given;
  }

  /** Empty if no file is set. */
  Optional<TlsFiles> tls() {
    Optional<Path> ca = file("tls.ca-file", given.tls().caFile(), TlsFiles::certificates);
    Optional<Path> cert = file("tls.cert-file", given.tls().certFile(), TlsFiles::certificates);
    Optional<Path> key = file("tls.key-file", given.tls().keyFile(), TlsFiles::key);
    Optional<TlsFiles.Client> client = client(cert, key);
    return ca.isEmpty() && client.isEmpty()
        ? Optional.empty()
        : Optional.of(new TlsFiles(ca, client));
  }

  Optional<Login> login() {
    Optional<String> username = set(given.username());
    Optional<Path> file =
        file(
            "password-file",
            given.passwordFile(),
            path -> new Login(username.orElse(""), path).password());
    boolean hasFile = set(given.passwordFile()).isPresent();
    if (username.isPresent() && !hasFile) {
      problems.add(
          end + ".password-file",
          "missing, although a username is set; give the file with its password, or unset the"
              + " username where a client certificate names the user");
    }
    if (username.isEmpty() && hasFile) {
      problems.add(end + ".username", "missing, although a password file is set; give both");
    }
    return username.flatMap(user -> file.map(path -> new Login(user, path)));
  }

  private Optional<TlsFiles.Client> client(Optional<Path> cert, Optional<Path> key) {
    boolean hasCert = set(given.tls().certFile()).isPresent();
    boolean hasKey = set(given.tls().keyFile()).isPresent();
    if (hasCert != hasKey) {
      problems.add(
          end + (hasCert ? ".tls.key-file" : ".tls.cert-file"),
          "missing; a client certificate is a cert-file and its key-file");
    }
    if (cert.isEmpty() || key.isEmpty()) {
      return Optional.empty();
    }
    TlsFiles.Client client = new TlsFiles.Client(cert.get(), key.get());
    return problems.read(
        end + ".tls.key-file",
        Optional.empty(),
        () -> {
          TlsFiles.requirePair(client);
          return Optional.of(client);
        });
  }

  /** Empty if it is not set, or cannot be used, which is said. */
  private Optional<Path> file(String property, Optional<String> name, Function<Path, ?> reader) {
    return set(name)
        .flatMap(
            text ->
                problems.read(
                    end + "." + property,
                    Optional.empty(),
                    () -> {
                      Path path = Path.of(text);
                      Object usable = reader.apply(path);
                      return usable == null ? Optional.empty() : Optional.of(path);
                    }));
  }

  private static Optional<String> set(Optional<String> value) {
    return value.filter(text -> !text.isBlank());
  }
}
