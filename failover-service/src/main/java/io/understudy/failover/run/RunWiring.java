package io.understudy.failover.run;

import io.quarkus.runtime.StartupEvent;
import io.understudy.core.failover.EntryJson;
import io.understudy.core.failover.RunBook;
import io.understudy.core.failover.RunTurns;
import io.understudy.core.failover.StepType;
import io.understudy.core.mirror.Timing;
import io.understudy.failover.Ends;
import io.understudy.failover.settings.FailoverSettings;
import io.understudy.failover.step.Steps;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Makes what carries out runs, and ends it with the application. */
@Singleton
public class RunWiring {

  void start(@Observes StartupEvent event, RunThread thread) {
    thread.start();
  }

  @Produces
  @Singleton
  RunBook book(FailoverSettings settings, Ends ends, Steps steps, Timing timing) {
    Map<String, StepType> types =
        steps.types().stream().collect(Collectors.toMap(StepType::name, Function.identity()));
    EntryJson json = new EntryJson(name -> Optional.ofNullable(types.get(name)));
    return new RunBook(ends.target(), settings.link().keys(), json, timing);
  }

  @Produces
  @Singleton
  RunThread thread(
      FailoverSettings settings,
      Ends ends,
      RunBook book,
      Steps steps,
      Planner planner,
      Timing timing,
      InstantSource time,
      RunNews news,
      HoldWatch watch) {
    RunTurns turns =
        new RunTurns(
            ends.target(),
            settings.link().keys(),
            settings.link().holder(),
            settings.turnTtl().toSeconds());
    return new RunThread(
        settings,
        book,
        turns,
        (kept, turn, pause) ->
            new Execution(
                    book, steps, planner, timing, surroundings(pause, news), watch, turn, kept)
                .carryOut(),
        time);
  }

  private static Execution.Surroundings surroundings(RunThread.Pause pause, RunNews news) {
    return new Execution.Surroundings() {
      @Override
      public void pause() throws InterruptedException {
        pause.pause();
      }

      @Override
      public void told(RunBook.Kept kept, io.understudy.core.failover.Event happened) {
        news.tell(kept, happened);
      }
    };
  }

  @Produces
  @Singleton
  HoldWatch watch(FailoverSettings settings, InstantSource time) {
    HoldWatch watch = new HoldWatch(time, settings.poll());
    watch.start();
    return watch;
  }

  void close(@Disposes HoldWatch watch) {
    watch.close();
  }

  void close(@Disposes RunThread thread) {
    thread.close();
  }
}
