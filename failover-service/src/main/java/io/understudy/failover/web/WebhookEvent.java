package io.understudy.failover.web;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a webhook is told, beside which run and step tell it.
 *
 * @param name for example {@code close-port}; see {@link #isName}
 * @param subject what tells it from other events of that name of the same step
 * @param details further fields of the body; never a secret
 */
public record WebhookEvent(String name, Optional<String> subject, Map<String, String> details) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][-A-Za-z0-9._]{0,62}");

  public WebhookEvent {
    details = Map.copyOf(details);
  }

  /** Names are 1 to 63 letters, digits, dots, dashes and underscores. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }
}
