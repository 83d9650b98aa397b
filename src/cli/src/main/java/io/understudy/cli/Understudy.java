package io.understudy.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line: what all commands take, and the way in. */
@Command(
    name = "understudy",
    mixinStandardHelpOptions = true,
    versionProvider = Understudy.Version.class,
    description = {
      "Asks and directs Understudy, which keeps a standby Kubernetes management cluster ready.",
      ""
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      StatusCommand.class,
      ReadinessCommand.class,
      CheckCommand.class,
      ExplainCommand.class,
      HistoryCommand.class,
      WatchCommand.class,
      PlanCommand.class,
      PlainVerbs.Settle.class,
      PlainVerbs.Switchover.class,
      FailoverCommand.class,
      PlainVerbs.Drill.class,
      ReprotectCommand.class,
      PlainVerbs.Failback.class,
      SayCommand.class,
      RepairCommand.class,
      BackupExcludedCommand.class,
      GenerateCompletion.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Fine.",
      "1:An error, which is told.",
      "2:The command line is not understood.",
      "3:The answer is no: not ready, not consistent, not succeeded, or it cannot be told.",
      "4:Refused by a service, or not confirmed.",
      "5:A service does not answer."
    },
    footer = {
      "",
      "Examples:",
      "  understudy status",
      "  understudy readiness --verb failover",
      "  understudy check -o json",
      "  source <(understudy generate-completion)"
    })
public final class Understudy implements Runnable {

  /** Of a resource. */
  static final String VERSION = "io/understudy/cli/version.txt";

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--sync-url",
      scope = ScopeType.INHERIT,
      paramLabel = "URL",
      description = "sync-service; else UNDERSTUDY_SYNC_URL, else http://localhost:8080.")
  private @Nullable String syncUrl;

  @Option(
      names = "--monitor-url",
      scope = ScopeType.INHERIT,
      paramLabel = "URL",
      description = "monitor-service; else UNDERSTUDY_MONITOR_URL, else http://localhost:8082.")
  private @Nullable String monitorUrl;

  @Option(
      names = "--failover-url",
      scope = ScopeType.INHERIT,
      paramLabel = "URL",
      description = "failover-service; else UNDERSTUDY_FAILOVER_URL, else http://localhost:8083.")
  private @Nullable String failoverUrl;

  @Option(
      names = "--forward",
      scope = ScopeType.INHERIT,
      description =
          "Reaches services whose URL is not an option here by kubectl port-forward, as your"
              + " kubeconfig says; also if UNDERSTUDY_FORWARD is true.")
  private boolean forward;

  @Option(
      names = "--context",
      scope = ScopeType.INHERIT,
      paramLabel = "NAME",
      description = "Of the kubeconfig, for kubectl; the current one by default.")
  private String context = "";

  @Option(
      names = "--namespace",
      scope = ScopeType.INHERIT,
      paramLabel = "NAME",
      description = "Where the services are, for --forward; cpaas-system by default.")
  private String namespace = "cpaas-system";

  @Option(
      names = "--token-file",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      description =
          "File with the bearer token, for what plans or changes something; else the file that"
              + " UNDERSTUDY_TOKEN_FILE names.")
  private String tokenFile = "";

  @Option(
      names = {"-o", "--output"},
      scope = ScopeType.INHERIT,
      paramLabel = "FORMAT",
      description = "How results are shown: ${COMPLETION-CANDIDATES}; table by default.")
  private Format format = Format.TABLE;

  @Option(
      names = "--timeout-seconds",
      scope = ScopeType.INHERIT,
      paramLabel = "SECONDS",
      description = "How long a service may take to answer; by default as the command needs.")
  private @Nullable Integer timeoutSeconds;

  private final World world;
  private @Nullable Rest rest;
  private @Nullable Forwards forwards;

  Understudy(World world) {
    this.world = world;
  }

  /** The process: ends with one of the exit codes. */
  public static void main(String[] args) {
    World world =
        new World(
            System.getenv(),
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
            new PrintWriter(System.out, false, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8),
            World.hasTerminal(System.getenv()),
            InstantSource.system());
    System.exit(run(world, args));
  }

  /** Runs one command; one of {@link ExitCode}. */
  static int run(World world, String... args) {
    Understudy root = new Understudy(world);
    CommandLine line = new CommandLine(root);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setOut(world.out());
    line.setErr(world.err());
    line.setParameterExceptionHandler(
        (wrong, given) -> {
          String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
          world.err().println("understudy: " + wrong.getMessage());
          world.err().println("See what it takes with: " + command + " --help");
          return ExitCode.USAGE;
        });
    line.setExecutionExceptionHandler((failure, command, parsed) -> tell(failure, world));
    int code = line.execute(args);
    root.endForwards();
    world.out().flush();
    world.err().flush();
    return code;
  }

  private static int tell(Exception failure, World world) {
    world.out().flush();
    if (failure instanceof Failure told) {
      world.err().println("understudy: " + told.says());
      return told.code();
    }
    world
        .err()
        .println(
            "understudy: unexpected "
                + failure
                + ": this is an error of the program, please report it");
    return ExitCode.ERROR;
  }

  /** Without a command there is nothing to do. */
  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "name a command");
    }
  }

  World world() {
    return world;
  }

  Format format() {
    return format;
  }

  /** As it was given. */
  Optional<Duration> timeout() {
    if (timeoutSeconds == null) {
      return Optional.empty();
    }
    if (timeoutSeconds < 1) {
      throw new Failure(ExitCode.USAGE, "--timeout-seconds must be a whole number from 1");
    }
    return Optional.of(Duration.ofSeconds(timeoutSeconds));
  }

  Endpoints endpoints() {
    Map<Service, String> given = new EnumMap<>(Service.class);
    put(given, Service.SYNC, syncUrl);
    put(given, Service.MONITOR, monitorUrl);
    put(given, Service.FAILOVER, failoverUrl);
    return new Endpoints(world, given, tokenFile, Optional.ofNullable(forwards()));
  }

  /** By the kubeconfig. */
  Kubectl kubectl() {
    return new Kubectl(world, context);
  }

  private @Nullable Forwards forwards() {
    boolean wanted =
        forward || world.variable("UNDERSTUDY_FORWARD").filter("true"::equals).isPresent();
    if (wanted && forwards == null) {
      forwards = new Forwards(kubectl(), namespace);
    }
    return forwards;
  }

  private void endForwards() {
    if (forwards != null) {
      forwards.close();
    }
  }

  Rest rest() {
    if (rest == null) {
      rest = new Rest(endpoints());
    }
    return rest;
  }

  private static void put(Map<Service, String> given, Service service, @Nullable String url) {
    if (url != null) {
      given.put(service, url);
    }
  }

  /** What was built: the build writes it to a file, which is registered for a native image. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
      try (InputStream file = Understudy.class.getResourceAsStream("/" + VERSION)) {
        if (file == null) {
          throw new IOException(VERSION + " is missing in what was built");
        }
        String version = new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
        return new String[] {"understudy " + version};
      }
    }
  }
}
