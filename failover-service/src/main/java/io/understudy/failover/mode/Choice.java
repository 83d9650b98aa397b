package io.understudy.failover.mode;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Collectors;

/** What the arguments of the process ask for. */
public sealed interface Choice {

  /** Exit code for arguments or settings that cannot be used. */
  int MISUSED = 2;

  /** Exit code for an error of the program. */
  int BROKEN = 1;

  /** To be the service. */
  record Service() implements Choice {}

  /** To do one thing and end. */
  record Once(Mode mode) implements Choice {

    /** The exit code. */
    public int run(Surroundings surroundings) {
      try {
        return mode.run(surroundings);
      } catch (RuntimeException broken) {
        StringWriter trace = new StringWriter();
        broken.printStackTrace(new PrintWriter(trace));
        surroundings.log().accept(mode.name() + " broke off, an error of the program: " + trace);
        return BROKEN;
      }
    }
  }

  /** Nothing that there is. */
  record Unknown(String message) implements Choice {}

  static Choice of(List<String> arguments, List<Mode> modes) {
    if (arguments.isEmpty()) {
      return new Service();
    }
    String first = arguments.getFirst();
    for (Mode mode : modes) {
      if (mode.name().equals(first)) {
        return arguments.size() == 1
            ? new Once(mode)
            : new Unknown(
                first
                    + " takes no further argument, and was given "
                    + arguments.subList(1, arguments.size())
                    + "; its settings are properties (docs/configuration.md)");
      }
    }
    String known =
        modes.stream()
            .map(mode -> "  " + mode.name() + ": " + mode.purpose() + "\n")
            .collect(Collectors.joining());
    return new Unknown(
        "there is no mode '"
            + first
            + "'; without an argument this is the service, and it knows\n"
            + known);
  }
}
