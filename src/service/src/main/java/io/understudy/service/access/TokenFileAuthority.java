package io.understudy.service.access;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.understudy.service.api.Problems;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * Who has the token of a file may do what is given to it. The file is read for each call, so that a
 * new token counts at once.
 *
 * @param file empty if nobody is let through
 * @param may what the token gives a right to
 */
public record TokenFileAuthority(Optional<Path> file, Predicate<Permission> may)
    implements Authority {

  private static final Logger LOG = Logger.getLogger(TokenFileAuthority.class);

  /** Who has the token is all that is known of a caller. */
  private static final Caller HOLDER =
      new Caller("the holder of the token", List.of(), "token-file");

  private record Holder(Caller caller, Predicate<Permission> may) implements Identity {
    @Override
    public Optional<String> refusal(Permission permission) {
      return may.test(permission)
          ? Optional.empty()
          : Optional.of(
              "understudy.api.token-rights gives the token of the file no right to '"
                  + permission.text()
                  + "'");
    }
  }

  @Override
  public Identity identify(Credentials shown) {
    byte[] wanted = token(file.orElseThrow(TokenFileAuthority::switchedOff));
    if (!isEqual(wanted, shown)) {
      throw unauthorized();
    }
    return new Holder(HOLDER, may);
  }

  /** The holder, if it is; a file that cannot be used makes nobody one. */
  Optional<Identity> holder(Credentials shown) {
    return file.flatMap(TokenFileAuthority::read)
        .filter(wanted -> isEqual(wanted, shown))
        .map(wanted -> new Holder(HOLDER, may));
  }

  private static boolean isEqual(byte[] wanted, Credentials shown) {
    byte[] given = shown.bearer().orElse("").getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(wanted, given);
  }

  private static byte[] token(Path file) {
    return read(file)
        .orElseThrow(
            () ->
                Problems.of(
                    Status.SERVICE_UNAVAILABLE,
                    "No token to compare with",
                    "the file that understudy.api.token-file names is empty or cannot be read; put"
                        + " the token into it"));
  }

  /** Never an empty one. */
  private static Optional<byte[]> read(Path file) {
    try {
      String token = Files.readString(file).strip();
      if (!token.isEmpty()) {
        return Optional.of(token.getBytes(StandardCharsets.UTF_8));
      }
      LOG.errorf("The token file is empty; its token lets nobody through file=%s", file);
    } catch (IOException failure) {
      LOG.errorf("The token file cannot be read; its token lets nobody through file=%s", file);
    }
    return Optional.empty();
  }

  private static HttpProblem switchedOff() {
    return Problems.of(
        Status.FORBIDDEN,
        "State-changing calls are switched off",
        "set understudy.api.token-file to a file that holds a token, and send that token as"
            + " 'Authorization: Bearer <token>'");
  }

  private static HttpProblem unauthorized() {
    return HttpProblem.builder()
        .withStatus(Status.UNAUTHORIZED)
        .withTitle("Token missing or wrong")
        .withDetail(
            "send the token of understudy.api.token-file as 'Authorization: Bearer <token>'")
        .withHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
        .build();
  }
}
