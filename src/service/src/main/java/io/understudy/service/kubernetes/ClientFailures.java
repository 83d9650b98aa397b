package io.understudy.service.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.vertx.core.VertxException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Why calls of an API server fail, for people. The client itself says of much only that it failed,
 * and has the reason as the cause.
 */
public final class ClientFailures {

  private ClientFailures() {}

  /**
   * What it says, and why where it does not say so itself. Of causes only those of the network are
   * repeated: whoever could not read a kubeconfig or an object quotes it.
   */
  public static String text(KubernetesClientException failure) {
    String said = String.valueOf(failure.getMessage());
    String why = why(failure.getCause());
    return said.contains(why) ? said : said + ": " + why;
  }

  /** The same of a cause alone; empty if there is none. */
  public static String why(@Nullable Throwable cause) {
    if (cause == null) {
      return "";
    }
    boolean isOfTheNetwork =
        cause instanceof VertxException
            || cause instanceof TimeoutException
            || (cause instanceof IOException
                && !(cause instanceof JsonProcessingException)
                && !(cause instanceof CharacterCodingException));
    if (cause instanceof KubernetesClientException further) {
      return text(further);
    }
    return isOfTheNetwork && cause.getMessage() != null ? cause.getMessage() : kind(cause);
  }

  /** What broke off, without a word of what it says. */
  static String kind(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof KubernetesClientException && cause != null
        ? cause.getClass().getSimpleName()
        : failure.getClass().getSimpleName();
  }
}
