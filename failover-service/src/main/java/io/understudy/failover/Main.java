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

  /** In native code, too, all of them are here: none is looked for. */
  private static final List<Mode> MODES =
      List.of(new BootstrapMode(), new UninstallGuard(), new UninstallSweep());

  private Main() {}

  public static void main(String... arguments) {
    switch (Choice.of(List.of(arguments), MODES)) {
      case Choice.Service service -> Quarkus.run(arguments);
      case Choice.Once once -> System.exit(once.run(Surroundings.ofProcess()));
      case Choice.Unknown unknown -> {
        System.err.println(unknown.message());
        System.exit(Choice.MISUSED);
      }
    }
  }
}
