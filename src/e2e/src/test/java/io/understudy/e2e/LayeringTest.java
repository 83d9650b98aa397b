package io.understudy.e2e;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What may know what. A rule that fails says why it is there and where the code belongs instead.
 */
class LayeringTest {

  private static final String CORE = "io.understudy.core..";
  private static final String ETCD = "io.understudy.etcd..";
  private static final String TESTKIT = "io.understudy.testkit..";
  private static final String SERVICE = "io.understudy.service..";
  private static final String SYNC = "io.understudy.sync..";
  private static final String MONITOR = "io.understudy.monitor..";
  private static final String FAILOVER = "io.understudy.failover..";
  private static final String CLI = "io.understudy.cli..";

  private static final Set<String> VIRTUAL =
      Set.of(
          "java.lang.Thread.ofVirtual",
          "java.lang.Thread.startVirtualThread",
          "java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor");

  private static JavaClasses main;
  private static JavaClasses tests;

  @BeforeAll
  static void importClasses() {
    main = Sources.mainClasses();
    tests = Sources.testClasses();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "src/core",
        "src/etcd",
        "src/testkit",
        "src/service",
        "sync-service",
        "monitor-service",
        "failover-service",
        "src/cli"
      })
  void everyModuleIsLookedAt(String module) {
    assertThat(Sources.mainClassesOf(module))
        .as("compiled classes of %s (mvn verify builds it before this test)", module)
        .isNotEmpty();
  }

  @Test
  void everyClassIsInAPackageTheRulesKnow() {
    ArchRule rule =
        noClasses()
            .should()
            .resideOutsideOfPackages(CORE, ETCD, TESTKIT, SERVICE, SYNC, MONITOR, FAILOVER, CLI)
            .because("a package that no rule names escapes them all: add it here with its layer");
    rule.check(main);
  }

  @Test
  void coreKnowsNoOtherModule() {
    ArchRule rule =
        noClasses()
            .that()
            .resideInAPackage(CORE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ETCD, TESTKIT, SERVICE, SYNC, MONITOR, FAILOVER)
            .because(
                "dependencies point inward: core says what it needs as a port,"
                    + " the module outside implements it");
    rule.check(main);
  }

  @Test
  void theAdapterKnowsNoService() {
    ArchRule rule =
        noClasses()
            .that()
            .resideInAPackage(ETCD)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SERVICE, SYNC, MONITOR, FAILOVER, TESTKIT)
            .because("three services share the etcd adapter: what only one needs belongs to it");
    rule.check(main);
  }

  @Test
  void whatTheServicesShareKnowsNoneOfThem() {
    ArchRule rule =
        noClasses()
            .that()
            .resideInAPackage(SERVICE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SYNC, MONITOR, FAILOVER)
            .because("it is for all services: what only one needs belongs to it");
    rule.check(main);
  }

  @Test
  void noServiceKnowsAnother() {
    String why = "services speak over HTTP and through control records: what two need is shared";
    noServiceKnows(SYNC, MONITOR, FAILOVER, why);
    noServiceKnows(MONITOR, SYNC, FAILOVER, why);
    noServiceKnows(FAILOVER, SYNC, MONITOR, why);
  }

  private static void noServiceKnows(String service, String other, String third, String why) {
    noClasses()
        .that()
        .resideInAPackage(service)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(other, third)
        .because(why)
        .check(main);
  }

  @Test
  void theCommandLineKnowsTheServicesByRestAlone() {
    noClasses()
        .that()
        .resideInAPackage(CLI)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(CORE, ETCD, TESTKIT, SERVICE, SYNC, MONITOR, FAILOVER)
        .because("it runs on an operator's machine: small, and of no release but its own")
        .check(main);
    noClasses()
        .that()
        .resideOutsideOfPackage(CLI)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(CLI)
        .because("nothing hangs on how the command line is made; tests run it as a process")
        .check(main);
  }

  @Test
  void productionKnowsNoTestkit() {
    ArchRule rule =
        noClasses()
            .that()
            .resideOutsideOfPackage(TESTKIT)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(TESTKIT)
            .because("the testkit breaks things on purpose and does not ship");
    rule.check(main);
  }

  @Test
  void coreDoesNoInputOrOutput() {
    ArchRule rule =
        noClasses()
            .that()
            .resideInAPackage(CORE)
            .should()
            .dependOnClassesThat(doInputOrOutput())
            .because(
                "core decides and the edges do: what it is to know is handed to it as text, bytes"
                    + " or a port, so that a simulation can stand in for the world");
    rule.check(main);
  }

  private static DescribedPredicate<JavaClass> doInputOrOutput() {
    Set<String> fileTypes =
        Set.of(
            "java.io.File",
            "java.io.FileInputStream",
            "java.io.FileOutputStream",
            "java.io.FileReader",
            "java.io.FileWriter",
            "java.io.RandomAccessFile",
            "java.lang.Process",
            "java.lang.ProcessBuilder");
    return resideInAnyPackage("java.net..", "java.nio.file..", "java.nio.channels..", "java.sql..")
        .or(describe("files and processes", type -> fileTypes.contains(type.getName())));
  }

  @Test
  void coreKnowsNoFramework() {
    ArchRule rule =
        noClasses()
            .that()
            .resideInAPackage(CORE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "io.quarkus..",
                "io.smallrye..",
                "jakarta..",
                "org.eclipse.microprofile..",
                "org.jboss..",
                "io.grpc..",
                "io.netty..",
                "io.vertx..",
                "io.etcd..")
            .because("core outlives its frameworks and is tested without starting one");
    rule.check(main);
  }

  @Test
  void onlyTheAdapterSeesTheEtcdClient() {
    ArchRule rule =
        noClasses()
            .that()
            .resideOutsideOfPackages(ETCD, TESTKIT)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.etcd..", "io.grpc..")
            .because(
                "deadlines, ambiguous answers and watch resume are settled in one place, the etcd"
                    + " module; the testkit may, as it checks with a client of its own");
    rule.check(main);
  }

  @Test
  void nettyIsSeenByTheAdapterAndByTheBoundsOfCallersAlone() {
    ArchRule rule =
        noClasses()
            .that()
            .resideOutsideOfPackages(ETCD, TESTKIT, "io.understudy.service.http..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty..")
            .because("connections are bounded in one place on each side");
    rule.check(main);
  }

  @Test
  void corePackagesFormNoCycle() {
    ArchRule rule =
        slices()
            .matching("io.understudy.core.(*)..")
            .should()
            .beFreeOfCycles()
            .because("two packages that need each other are one package, or hide a third");
    rule.check(main);
  }

  @Test
  void coreTakesTimeAndChanceFromItsCaller() {
    ArchRule rule =
        noClasses()
            .that()
            .resideInAPackage(CORE)
            .should()
            .callMethodWhere(describe("it reads time or chance, or sleeps", LayeringTest::isImpure))
            .orShould()
            .callConstructor(Random.class)
            .because(
                "a simulation replays a run from its seed only if the clock and the randomness"
                    + " are handed in (java.time.InstantSource, java.util.random.RandomGenerator)");
    rule.check(main);
  }

  private static boolean isImpure(JavaMethodCall call) {
    boolean withoutArguments = call.getTarget().getRawParameterTypes().isEmpty();
    return switch (call.getTargetOwner().getName() + "." + call.getName()) {
      case "java.time.Instant.now",
          "java.time.LocalDate.now",
          "java.time.LocalDateTime.now",
          "java.time.ZonedDateTime.now" ->
          withoutArguments;
      case "java.time.Clock.systemUTC",
          "java.time.Clock.systemDefaultZone",
          "java.time.InstantSource.system",
          "java.lang.System.currentTimeMillis",
          "java.lang.System.nanoTime",
          "java.lang.Math.random",
          "java.util.UUID.randomUUID",
          "java.util.concurrent.ThreadLocalRandom.current",
          "java.lang.Thread.sleep" ->
          true;
      default -> false;
    };
  }

  /** Two of them stood still in a plan, on two processors, and every other one with them. */
  @Test
  void nothingThatShipsOrStandsInForTheNetworkRunsOnVirtualThreads() {
    ArchRule calls =
        noClasses()
            .should()
            .accessTargetWhere(
                describe(
                    "a virtual thread",
                    (JavaAccess<?> access) ->
                        VIRTUAL.contains(
                            access.getTargetOwner().getName() + "." + access.getName())))
            .because(
                "one that waits amid loading a class keeps its carrier, and there are as few as"
                    + " processors; decision 0043: io.understudy.service.threads.Threads");
    ArchRule annotated =
        methods()
            .should()
            .notBeAnnotatedWith("io.smallrye.common.annotation.RunOnVirtualThread")
            .because("it is run by a worker thread without it; decision 0043");
    calls.check(main);
    annotated.check(main);
  }

  @Test
  void testsDoNotSleep() {
    ArchRule rule =
        noClasses()
            .should()
            .callMethodWhere(
                describe(
                    "Thread.sleep",
                    (JavaMethodCall call) ->
                        call.getTargetOwner().isEquivalentTo(Thread.class)
                            && call.getName().equals("sleep")))
            .because("a sleep is too short on one machine and too long on all others: Awaitility");
    rule.check(tests);
  }

  @Test
  void testsAreNotSwitchedOff() {
    ArchRule methods =
        methods()
            .should()
            .notBeAnnotatedWith("org.junit.jupiter.api.Disabled")
            .because("a test that does not run guards nothing: repair it or delete it");
    ArchRule assumptions =
        noClasses()
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("org.junit.jupiter.api.Assumptions")
            .because("a test that needs something says so by failing, not by being skipped");
    methods.check(tests);
    assumptions.check(tests);
  }
}
