package io.understudy.cli;

import picocli.CommandLine.Command;

/** Operations that take nothing of their own. */
final class PlainVerbs {

  private PlainVerbs() {}

  /** After the first copy. */
  @Command(
      name = "settle",
      description =
          "Once the first copy is complete: compares both sides, and restarts what the platform's"
              + " guide asks for.",
      footer = {
        "",
        "Shows the plan, then asks for the site's name. Needs a token.",
        "Exit code 0 if it succeeded, 3 if not, 4 if nothing was begun.",
        "",
        "Examples:",
        "  understudy settle",
        "  understudy settle --yes site-b"
      })
  static final class Settle extends BeginCommand {

    @Override
    Verb verb() {
      return Verb.SETTLE;
    }
  }

  /** Planned, with a primary that lives. */
  @Command(
      name = "switchover",
      description =
          "Makes this site the primary while the old one lives; it is frozen first, and nothing"
              + " is lost.",
      footer = {
        "",
        "Shows the plan, then asks for the site's name. Needs a token.",
        "Exit code 0 if it succeeded, 3 if not, 4 if nothing was begun.",
        "",
        "Examples:",
        "  understudy switchover",
        "  understudy switchover --yes site-b --comment 'maintenance of site-a'"
      })
  static final class Switchover extends BeginCommand {

    @Override
    Verb verb() {
      return Verb.SWITCHOVER;
    }
  }

  /** Leaves no trace. */
  @Command(
      name = "drill",
      description =
          "Rehearses a switchover: what can be taken back is done and taken back, the rest is only"
              + " planned.",
      footer = {
        "",
        "Shows the plan, then asks for the site's name. Needs a token.",
        "Exit code 0 if it succeeded, 3 if not, 4 if nothing was begun.",
        "",
        "Examples:",
        "  understudy drill",
        "  understudy drill --yes site-b -o json"
      })
  static final class Drill extends BeginCommand {

    @Override
    Verb verb() {
      return Verb.DRILL;
    }
  }

  /** Back again. */
  @Command(
      name = "failback",
      description = "A switchover back, run at the old primary once it is a sound standby.",
      footer = {
        "",
        "Shows the plan, then asks for the site's name. Needs a token.",
        "Exit code 0 if it succeeded, 3 if not, 4 if nothing was begun.",
        "",
        "Examples:",
        "  understudy failback --forward --context site-a",
        "  understudy failback --failover-url https://failover.site-a"
      })
  static final class Failback extends BeginCommand {

    @Override
    Verb verb() {
      return Verb.FAILBACK;
    }
  }
}
