package io.understudy.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where the services are, and what they know the caller by.
 *
 * @param given addresses from the command line, without those that were not named
 * @param tokenFile from the command line; empty if none was named
 * @param forwards asked where a service is whose address is not given
 */
record Endpoints(
    World world, Map<Service, String> given, String tokenFile, Optional<Forwards> forwards) {

  static final String TOKEN_VARIABLE = "UNDERSTUDY_TOKEN_FILE";

  /** No token is as long; who names another file by mistake is told so. */
  private static final int TOKEN_MAX_BYTES = 64 << 10;

  /**
   * @param path with its query, from {@code /} on
   * @throws Failure if what was given is no address
   */
  URI at(Service service, String path) {
    return URI.create(address(service) + path);
  }

  /**
   * Without a slash at its end.
   *
   * @throws Failure if what was given is no address
   */
  String address(Service service) {
    Optional<String> option = Optional.ofNullable(given.get(service));
    if (option.isEmpty() && forwards.isPresent()) {
      return forwards.get().address(service);
    }
    String from = option.isPresent() ? service.option() : service.variable();
    String address =
        option.or(() -> world.variable(service.variable())).orElse(service.byDefault()).strip();
    try {
      URI uri = URI.create(address);
      boolean isWeb = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      boolean plain = uri.getQuery() == null && uri.getFragment() == null;
      if (isWeb && uri.getHost() != null && plain && uri.getUserInfo() == null) {
        return address.replaceAll("/+$", "");
      }
    } catch (IllegalArgumentException notOne) {
      // Told below, without its message: that repeats what was given.
    }
    throw new Failure(
        ExitCode.USAGE,
        from
            + " is no address of "
            + service.text()
            + ": write http://host:port or https://host:port, without a user or a query");
  }

  /**
   * The token that calls need which change or plan something. Read anew for each, as tokens are
   * renewed.
   *
   * @throws Failure if there is none
   */
  String token() {
    boolean option = !tokenFile.isEmpty();
    String from = option ? "--token-file" : TOKEN_VARIABLE;
    String file =
        option
            ? tokenFile
            : world
                .variable(TOKEN_VARIABLE)
                .orElseThrow(
                    () ->
                        new Failure(
                            ExitCode.USAGE,
                            "this needs a token: name the file that holds it with --token-file or"
                                + " in the environment variable "
                                + TOKEN_VARIABLE));
    try {
      Path path = Path.of(file);
      String token = Files.size(path) > TOKEN_MAX_BYTES ? "" : Files.readString(path).strip();
      if (!token.isEmpty() && token.chars().allMatch(each -> each >= ' ' && each < 0x7f)) {
        return token;
      }
      throw new Failure(
          ExitCode.ERROR,
          "the file '"
              + file
              + "' that "
              + from
              + " names holds no token: put one into it, on one line, and nothing else");
    } catch (IOException | InvalidPathException unreadable) {
      throw new Failure(
          ExitCode.ERROR,
          "the file '"
              + file
              + "' that "
              + from
              + " names cannot be read ("
              + unreadable.getClass().getSimpleName()
              + "): see whether it is there and may be read by you");
    }
  }
}
