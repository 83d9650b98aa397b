package io.understudy.failover.web;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.core.failover.Verb;
import io.understudy.failover.settings.FailoverSettings;
import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Tells a webhook of an event, signed, until it is taken. The body is the same for every attempt of
 * a step in a run, and so is {@code Idempotency-Key}, also after a crash.
 */
@Singleton
public class WebhookCall {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final WebCalls web;
  private final String link;
  private final String site;

  @Inject
  public WebhookCall(WebCalls web, FailoverSettings settings) {
    this(web, settings.link().name(), settings.site());
  }

  /**
   * @param site name of this one
   */
  public WebhookCall(WebCalls web, String link, String site) {
    this.web = web;
    this.link = link;
    this.site = site;
  }

  /**
   * @return what it answered, as lines for evidence
   * @throws StepFailedException if it refuses (any 4xx but 408 and 429, any 3xx), or has not taken
   *     it when time is up
   */
  public List<String> send(Webhook hook, WebhookEvent event, StepContext context)
      throws InterruptedException {
    List<String> problems = hook.problems();
    if (!problems.isEmpty()) {
      throw new StepFailedException(String.join("; ", problems));
    }
    String body = body(event, context);
    Duration pause = hook.firstPause();
    String why = "";
    for (int attempt = 1; ; attempt++) {
      boolean isCutShort = context.left().compareTo(hook.requestTimeout()) < 0;
      Duration next = pause;
      switch (attempt(hook, key(event, context), body, context)) {
        case WebhookOutcome.Taken taken -> {
          return lines(hook, event, attempt, taken.answer());
        }
        case WebhookOutcome.Refused refused -> throw refused(hook, event, refused);
        case WebhookOutcome.Silent silent ->
            why = isCutShort && !why.isEmpty() ? why : silent.why();
        case WebhookOutcome.Later later -> {
          why = later.why();
          next = hook.atMostLongest(later.pause().orElse(pause));
        }
      }
      Pause.of(context, hook.shown() + " to take it; last: " + why, next);
      pause = hook.atMostLongest(pause.multipliedBy(2));
    }
  }

  private static StepFailedException refused(
      Webhook hook, WebhookEvent event, WebhookOutcome.Refused refused) {
    return new StepFailedException(
        hook.shown()
            + " refused event "
            + event.name()
            + ": "
            + refused.why()
            + "; see its log, and whether it knows this secret");
  }

  private WebhookOutcome attempt(Webhook hook, String key, String body, StepContext context)
      throws InterruptedException {
    Map<String, String> headers = new TreeMap<>();
    headers.put("Content-Type", "application/json");
    headers.put("Idempotency-Key", key);
    headers.put(
        WebhookSignature.HEADER,
        WebhookSignature.of(WebFiles.secret(hook.secretFile()), context.now(), body));
    Duration left = context.left();
    Duration timeout = left.compareTo(hook.requestTimeout()) < 0 ? left : hook.requestTimeout();
    WebRequest request =
        new WebRequest(
            WebAddress.of(hook.url()),
            Optional.empty(),
            hook.caFile(),
            headers,
            Optional.of(body),
            timeout.toMillis() < 1 ? Duration.ofMillis(1) : timeout);
    try {
      return WebhookOutcome.of(web.call(request));
    } catch (NoWebAnswerException silent) {
      return new WebhookOutcome.Silent(String.valueOf(silent.getMessage()));
    }
  }

  private String body(WebhookEvent event, StepContext context) {
    ObjectNode body = JSON.createObjectNode();
    new TreeMap<>(event.details()).forEach(body::put);
    body.put("run", context.run());
    body.put("step", context.step());
    body.put("verb", text(context.verb()));
    body.put("event", event.name());
    body.put("link", link);
    body.put("site", site);
    return body.toString();
  }

  private static String text(Verb verb) {
    return verb.name().toLowerCase(Locale.ROOT);
  }

  private String key(WebhookEvent event, StepContext context) {
    String step = String.join("/", link, context.run(), context.step(), event.name());
    return event.subject().map(subject -> step + "/" + subject).orElse(step);
  }

  private static List<String> lines(
      Webhook hook, WebhookEvent event, int attempts, WebAnswer answer) {
    List<String> lines = new ArrayList<>();
    lines.add(hook.shown() + " took event " + event.name() + " at attempt " + attempts);
    lines.addAll(answer.lines());
    return lines;
  }
}
