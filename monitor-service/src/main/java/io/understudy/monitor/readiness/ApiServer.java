package io.understudy.monitor.readiness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.understudy.core.readiness.Facts;
import io.understudy.service.kubernetes.BoundedBody;
import java.net.HttpURLConnection;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One API server, asked for what only it knows. Every call has a deadline and throws {@link
 * NoAnswerException} if there is no answer that can be used. No Secret's content is asked for.
 */
final class ApiServer {

  /** A server lists the names alone, for which it must decrypt whole objects all the same. */
  private static final String NAMES_ONLY =
      "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

  private static final String JSON = "application/json";

  /** A list of names, or keys of tokens: nothing that is asked for comes near it. */
  private static final int MAX_BYTES = 16 << 20;

  /** The header has whole seconds: it is half of one off, on average. */
  private static final Duration HALF_A_SECOND = Duration.ofMillis(500);

  private final KubernetesClient client;
  private final Duration timeout;
  private final InstantSource time;

  /**
   * @param client reaches this server alone
   */
  ApiServer(KubernetesClient client, Duration timeout, InstantSource time) {
    this.client = client;
    this.timeout = timeout;
    this.time = time;
  }

  /**
   * @param date of the answer's header, empty if it has none
   */
  private record Answer(int code, String body, String date, Instant asked, Instant answered) {}

  /** As {@code v1.34.1}. */
  String version() {
    String version = json(ok("/version", JSON)).path("gitVersion").asText("");
    if (version.isEmpty()) {
      throw new NoAnswerException("it does not say its version");
    }
    return version;
  }

  /** Compares its clock with this process's, by the header of an answer. */
  Facts.ClockOffset clock() {
    Answer answer = ask("/version", JSON);
    try {
      Instant said =
          ZonedDateTime.parse(answer.date(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration half = Duration.between(answer.asked(), answer.answered()).dividedBy(2);
      Duration ahead = Duration.between(answer.asked().plus(half), said.plus(HALF_A_SECOND));
      return new Facts.ClockOffset(ahead, HALF_A_SECOND.plus(half));
    } catch (DateTimeParseException noDate) {
      throw new NoAnswerException("it does not say the time");
    }
  }

  /** Lists Secrets, by name: a server that cannot decrypt one of them refuses. */
  Facts.SecretsRead secrets(int most) {
    Answer answer = ask("/api/v1/secrets?limit=" + most, NAMES_ONLY);
    if (answer.code() == HttpURLConnection.HTTP_OK) {
      return new Facts.SecretsRead(json(answer).path("items").size(), "");
    }
    if (answer.code() >= HttpURLConnection.HTTP_INTERNAL_ERROR) {
      return new Facts.SecretsRead(0, said(answer));
    }
    throw refused(answer, "list Secrets");
  }

  /** Of the tokens that it issues. */
  Facts.TokenKeys tokenKeys() {
    JsonNode issuer = json(ok("/.well-known/openid-configuration", JSON));
    JsonNode keys = json(ok("/openid/v1/jwks", "application/jwk-set+json"));
    Set<String> known = new TreeSet<>();
    // The key itself, not its name: the modulus of RSA, the point of an elliptic curve.
    keys.path("keys").forEach(key -> known.add(key.path("n").asText() + key.path("x").asText()));
    return new Facts.TokenKeys(issuer.path("issuer").asText(""), known);
  }

  private Answer ok(String path, String accept) {
    Answer answer = ask(path, accept);
    if (answer.code() != HttpURLConnection.HTTP_OK) {
      throw refused(answer, "get " + path);
    }
    return answer;
  }

  private static NoAnswerException refused(Answer answer, String what) {
    return new NoAnswerException(
        "it does not let this process %s (%d): %s".formatted(what, answer.code(), said(answer)));
  }

  /** The message of a Kubernetes Status; never the body itself. */
  private static String said(Answer answer) {
    try {
      return json(answer).path("message").asText("no reason given");
    } catch (NoAnswerException notJson) {
      return "no reason given";
    }
  }

  private static JsonNode json(Answer answer) {
    try {
      JsonNode node = JsonMapper.builder().build().readTree(answer.body());
      if (node != null && node.isObject()) {
        return node;
      }
    } catch (JsonProcessingException notJson) {
      throw new NoAnswerException("it answers with something else than JSON");
    }
    throw new NoAnswerException("it answers with something else than an object");
  }

  private Answer ask(String path, String accept) {
    String base = client.getMasterUrl().toString().replaceAll("/+$", "");
    Instant asked = time.instant();
    BoundedBody text = new BoundedBody(MAX_BYTES);
    CompletableFuture<?> call = null;
    try {
      HttpRequest request =
          client
              .getHttpClient()
              .newHttpRequestBuilder()
              .uri(base + path)
              .header("Accept", accept)
              .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
              .build();
      CompletableFuture<Answer> whole =
          client
              .getHttpClient()
              .consumeBytes(request, text)
              .thenCompose(
                  answer ->
                      text.begin(answer.body())
                          .thenApply(
                              body ->
                                  new Answer(
                                      answer.code(), body, date(answer), asked, time.instant())));
      call = whole;
      return whole.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      call.cancel(true);
      throw new NoAnswerException("it does not answer within " + timeout.toMillis() + " ms");
    } catch (ExecutionException | KubernetesClientException failure) {
      throw new NoAnswerException("it does not answer: " + why(failure));
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new NoAnswerException("it did not answer in time");
    }
  }

  /** What is wrong with its certificate, if that is it; else what kind of failure it was. */
  private static String why(Exception failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof CertificateException bad) {
        return String.valueOf(bad.getMessage());
      }
    }
    return cause.getClass().getSimpleName();
  }

  private static String date(HttpResponse<?> answer) {
    String date = answer.header("Date");
    return date == null ? "" : date;
  }
}
