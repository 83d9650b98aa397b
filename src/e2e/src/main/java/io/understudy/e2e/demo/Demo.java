package io.understudy.e2e.demo;

import java.util.List;

/** What {@code scripts/demo} runs. */
public final class Demo {

  private static final String USAGE =
      """
      usage: scripts/demo          until Ctrl-C: copy, then keep changing the primary and watch
             scripts/demo --once   copy, compare, drift, drill, switchover under load, roles swapped, end""";

  private Demo() {}

  /**
   * Exit codes: 0 all well, 1 the etcds differ or something failed, 2 wrong usage.
   *
   * @param args nothing, or {@code --once}
   */
  public static void main(String[] args) {
    List<String> given = List.of(args);
    if (!given.isEmpty() && !given.equals(List.of("--once"))) {
      System.err.println(USAGE);
      System.exit(2);
    }
    System.exit(run(new Screen(System.out, Boolean.getBoolean("demo.terminal")), given.isEmpty()));
  }

  private static int run(Screen screen, boolean endless) {
    try (DemoSites sites = DemoSites.start(screen)) {
      return run(new DemoRun(sites, screen), sites, screen, endless);
    } catch (IllegalStateException e) {
      screen.say("demo: " + e.getMessage());
      return 1;
    }
  }

  private static int run(DemoRun demo, DemoSites sites, Screen screen, boolean endless) {
    try {
      demo.load();
      demo.copy();
      if (!endless) {
        return demo.once();
      }
      demo.follow();
      return 0;
    } catch (IllegalStateException e) {
      if (!sites.areEnding()) {
        screen.say("demo: " + e.getMessage());
        sites.explainFailure();
      }
      return 1;
    }
  }
}
