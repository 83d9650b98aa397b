package io.understudy.failover.web;

import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.Forecast;
import io.understudy.core.failover.Parameter;
import io.understudy.core.failover.Parameters;
import io.understudy.core.failover.RunReport;
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
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** {@code probe-url}: waits until a URL answers as it must. */
@Singleton
public class ProbeUrlKind implements StepKind {

  private static final StepType TYPE =
      new StepType(
          "probe-url",
          "Asks a URL until it answers as it must; shows status, certificate and address.",
          StepType.InDrill.REAL,
          StepType.Nature.PLAIN,
          Stream.concat(
                  Stream.of(
                      Parameter.text("url", "an http or https URL"),
                      Parameter.text("ca-file", "PEM file of the CA its certificate goes back to")
                          .optional(),
                      Parameter.text(
                              "resolve-to",
                              "address that is asked under the URL's name, for example this site's"
                                  + " VIP")
                          .optional(),
                      Parameter.number(
                              "request-timeout-ms", "of one request, 5000 otherwise", 10, 600_000)
                          .optional(),
                      Parameter.number(
                              "every-ms", "pause between two requests, 1000 otherwise", 10, 600_000)
                          .optional()),
                  Expectation.PARAMETERS.stream())
              .toList());

  private final WebCalls web;

  @Inject
  public ProbeUrlKind(WebCalls web) {
    this.web = web;
  }

  @Override
  public StepType type() {
    return TYPE;
  }

  @Override
  public Step make(StepSpec spec) {
    return new ProbeUrl(web, spec.with());
  }

  private record ProbeUrl(WebCalls web, Parameters with) implements Step {

    @Override
    public Forecast plan(PlanContext context) {
      String will = "waits until " + shown() + " answers with " + Expectation.of(with).says();
      List<String> problems = problems();
      if (!problems.isEmpty()) {
        return new Forecast(will, List.of(), problems, List.of());
      }
      return Forecast.will(will, now());
    }

    private String shown() {
      String where = with.findText("resolve-to").map(at -> " at " + at).orElse("");
      try {
        return WebAddress.of(with.text("url")).shown() + where;
      } catch (IllegalArgumentException bad) {
        return "the URL" + where;
      }
    }

    private List<String> problems() {
      return Stream.concat(
              WebFiles.urlProblem("url", with.text("url")).stream(),
              with.findText("ca-file").flatMap(WebFiles::caProblem).stream())
          .toList();
    }

    /** Not a problem: before the run's other steps it need not answer so yet. */
    private String now() {
      try {
        Probe probe = probe();
        return switch (probe.look(probe.requestTimeout())) {
          case Probe.Look.Good good -> "it answers so already, from " + good.answer().from();
          case Probe.Look.Bad bad -> "it does not answer so yet: " + bad.why();
        };
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
        return "it was not asked, as this process stops";
      }
    }

    @Override
    public Evidence run(StepContext context) throws InterruptedException {
      List<String> problems = problems();
      if (!problems.isEmpty()) {
        throw new StepFailedException(String.join("; ", problems));
      }
      Evidence answered = probe().await(context);
      return new Evidence(
          answered.summary(),
          answered.lines(),
          Map.of(RunReport.RESTORED, context.now().toString()));
    }

    private Probe probe() {
      return new Probe(
          web,
          WebAddress.of(with.text("url")),
          with.findText("resolve-to"),
          with.findText("ca-file"),
          Expectation.of(with),
          Duration.ofMillis(with.number("request-timeout-ms", 5_000)),
          Duration.ofMillis(with.number("every-ms", 1_000)));
    }
  }
}
