package io.understudy.failover.web;

import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Forecast;
import io.understudy.core.failover.Parameter;
import io.understudy.core.failover.Parameters;
import io.understudy.core.failover.StepSpec;
import io.understudy.core.failover.StepType;
import io.understudy.failover.step.PlanContext;
import io.understudy.failover.step.Step;
import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import io.understudy.failover.step.StepKind;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code webhook}: tells a URL of an event, signed, until it takes it. */
@Singleton
public class WebhookKind implements StepKind {

  private static final StepType TYPE =
      new StepType(
          "webhook",
          "Posts a signed event to a URL until it answers 2xx; then, if one is given, waits until"
              + " another URL answers as it must.",
          StepType.InDrill.DRY,
          StepType.Nature.PLAIN,
          Stream.of(
                  Webhook.OPTIONAL_PARAMETERS.stream(),
                  Stream.of(
                      Parameter.text("event", "what it is told, the step's name otherwise")
                          .optional(),
                      Parameter.table("details", "further fields of the body").optional(),
                      Parameter.text("expect", "URL that shows whether it was done").optional(),
                      Parameter.number(
                              "every-ms",
                              "pause between two looks at it, 1000 otherwise",
                              10,
                              600_000)
                          .optional()),
                  Expectation.PARAMETERS.stream())
              .flatMap(part -> part)
              .toList());

  private final WebCalls web;
  private final WebhookCall call;

  @Inject
  public WebhookKind(WebCalls web, WebhookCall call) {
    this.web = web;
    this.call = call;
  }

  @Override
  public StepType type() {
    return TYPE;
  }

  @Override
  public Step make(StepSpec spec) {
    return new Tell(web, call, spec.with(), spec.name());
  }

  private record Tell(WebCalls web, WebhookCall call, Parameters with, String stepName)
      implements Step {

    @Override
    public Forecast plan(PlanContext context) {
      String will = "posts event " + event() + ", signed, to " + hook().shown();
      String then =
          expect()
              .map(url -> ", then waits until " + shown(url) + " answers with " + expected().says())
              .orElse("");
      return new Forecast(will + then, List.of(), problems(), List.of());
    }

    @Override
    public Evidence run(StepContext context) throws InterruptedException {
      List<String> problems = problems();
      if (!problems.isEmpty()) {
        throw new StepFailedException(String.join("; ", problems));
      }
      List<String> lines =
          new ArrayList<>(
              call.send(
                  hook(),
                  new WebhookEvent(event(), Optional.empty(), with.table("details")),
                  context));
      if (expect().isPresent()) {
        Evidence done = probe(expect().get()).await(context);
        lines.add(done.summary());
        lines.addAll(done.lines());
      }
      return new Evidence(hook().shown() + " took event " + event(), lines, Map.of());
    }

    private Probe probe(String url) {
      return new Probe(
          web,
          WebAddress.of(url),
          Optional.empty(),
          with.findText("ca-file"),
          expected(),
          hook().requestTimeout(),
          Duration.ofMillis(with.number("every-ms", 1_000)));
    }

    private List<String> problems() {
      List<String> problems = new ArrayList<>(hook().problems());
      expect().flatMap(url -> WebFiles.urlProblem("expect", url)).ifPresent(problems::add);
      if (!WebhookEvent.isName(event())) {
        problems.add(
            "'event' is '" + event() + "'; use letters, digits, dots, dashes and underscores");
      }
      return problems;
    }

    private static String shown(String url) {
      try {
        return WebAddress.of(url).shown();
      } catch (IllegalArgumentException bad) {
        return "the URL in 'expect'";
      }
    }

    private Webhook hook() {
      return Webhook.of(with);
    }

    private Expectation expected() {
      return Expectation.of(with);
    }

    private Optional<String> expect() {
      return with.findText("expect");
    }

    private String event() {
      return with.text("event", stepName);
    }
  }
}
