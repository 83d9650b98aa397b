package io.understudy.failover;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.understudy.failover.bootstrap.BootstrapMode;
import io.understudy.failover.mode.Choice;
import io.understudy.failover.mode.Mode;
import io.understudy.failover.mode.Surroundings;
import io.understudy.failover.uninstall.UninstallGuard;
import io.understudy.failover.uninstall.UninstallSweep;
import java.util.List;

/**
 * What the image does: without an argument it is the service; the name of a {@link Mode} as the
 * only argument makes it do that and end.
 */
@QuarkusMain
public final class Main {

  private Main() {}

  /**
   * All of them, in native code too: none is looked for. Made when they are needed, as a native
   * build keeps what a static field holds, and some hold what draws random numbers.
   */
  private static List<Mode> modes() {
    return List.of(new BootstrapMode(), new UninstallGuard(), new UninstallSweep());
  }

  public static void main(String... arguments) {
    switch (Choice.of(List.of(arguments), modes())) {
      case Choice.Service service -> Quarkus.run(arguments);
      case Choice.Once once -> System.exit(once.run(Surroundings.ofProcess()));
      case Choice.Unknown unknown -> {
        System.err.println(unknown.message());
        System.exit(Choice.MISUSED);
      }
    }
  }
}
