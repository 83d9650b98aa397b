package io.understudy.service.api;

import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Lets state-changing calls through that carry the token of the configured file. The file is read
 * for each such call, so that a new token counts at once.
 */
@Provider
@NeedsToken
public class TokenFilter implements ContainerRequestFilter {

  private static final Logger LOG = Logger.getLogger(TokenFilter.class);
  private static final String SCHEME = "Bearer ";

  private final Instance<TokenFile> file;

  /**
   * @param file asked for with the first call: filters are made before there are settings
   */
  @Inject
  TokenFilter(Instance<TokenFile> file) {
    this.file = file;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    check(file.get().path(), request.getHeaderString(HttpHeaders.AUTHORIZATION));
  }

  /**
   * @param header {@code Authorization}, as it came
   * @throws HttpProblem unless the header carries the file's token: 401; 403 if there is no file;
   *     503 if it cannot be read
   */
  public static void check(Optional<Path> file, @Nullable String header) {
    byte[] wanted = token(file.orElseThrow(TokenFilter::switchedOff));
    if (!MessageDigest.isEqual(wanted, given(header))) {
      throw unauthorized();
    }
  }

  private static byte[] given(@Nullable String header) {
    if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return new byte[0];
    }
    return header.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] token(Path file) {
    try {
      String token = Files.readString(file).strip();
      if (!token.isEmpty()) {
        return token.getBytes(StandardCharsets.UTF_8);
      }
      LOG.errorf("The token file is empty; calls are refused file=%s", file);
    } catch (IOException failure) {
      LOG.errorf("The token file cannot be read; calls are refused file=%s", file);
    }
    throw Problems.of(
        Status.SERVICE_UNAVAILABLE,
        "No token to compare with",
        "the file that understudy.api.token-file names is empty or cannot be read; put the token"
            + " into it");
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
