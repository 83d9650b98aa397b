package io.understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** A command that asks the services. Its answer is one of {@link ExitCode}. */
@Command(mixinStandardHelpOptions = true)
abstract class RemoteCommand implements Callable<Integer> {

  /** By default the service breaks its silence every 15 seconds. */
  private static final Duration SILENCE = Duration.ofMinutes(2);

  private static final Duration BEFORE_AGAIN = Duration.ofSeconds(2);

  @ParentCommand private @Nullable Understudy parent;

  /** What {@code --timeout-seconds} is without it. */
  abstract Duration patience();

  final Understudy root() {
    return Objects.requireNonNull(parent, "a command is run below the root command");
  }

  final Rest rest() {
    return root().rest();
  }

  final Format format() {
    return root().format();
  }

  final PrintWriter out() {
    return root().world().out();
  }

  final PrintWriter err() {
    return root().world().err();
  }

  /** Of one call. */
  final Duration timeout() {
    return root().timeout().orElse(patience());
  }

  final JsonNode get(Service service, String path) {
    return rest().get(service, path, timeout());
  }

  /** With the token. */
  final Rest.Answer post(Service service, String path, JsonNode body, Map<String, String> headers) {
    return rest().post(service, path, body, headers, timeout());
  }

  /** Drawn until it is closed, if somebody looks on. */
  final Progress progress(String what) {
    return progress(what, true);
  }

  /**
   * The same. What programs read may stand on the same terminal, so nothing is drawn beside it.
   *
   * @param alone false if results are written while it goes on
   */
  final Progress progress(String what, boolean alone) {
    World world = root().world();
    return new Progress(world.err(), what, alone && world.isTerminal() && format().isForPeople());
  }

  /** Something that takes long, of which nobody knows how much is done. */
  final <T> T drawn(String what, Supplier<T> work) {
    Progress drawn = progress(what);
    try {
      return work.get();
    } finally {
      drawn.close();
    }
  }

  /** What would be done now. */
  final JsonNode plan(Verb verb) {
    JsonNode asked = Rest.object().put("verb", verb.toString());
    return drawn(
        "planning: each step says what it would do",
        () -> post(Service.FAILOVER, "/api/v1/plans", asked, Map.of()).body());
  }

  /**
   * Tells how an operation goes until it has ended.
   *
   * @param untilWaiting or until it waits for a person
   * @return the exit code
   */
  final int follow(String id, boolean untilWaiting) {
    Watching told = new Watching(format(), out());
    Follower follower =
        new Follower(rest(), id, new Follower.Timing(timeout(), SILENCE, BEFORE_AGAIN));
    JsonNode last;
    try (Progress drawn = progress("asking for the operation")) {
      last =
          follower.follow(
              operation -> {
                drawn.above(() -> told.tell(operation));
                drawn.at(
                    Operations.stepsDone(operation),
                    operation.path("steps").size(),
                    Operations.now(operation));
                return !(untilWaiting && Operations.waits(operation));
              });
    }
    if (Operations.hasEnded(last) && format().isForPeople()) {
      OperationText.show(last, out());
    }
    return Operations.code(last);
  }
}
