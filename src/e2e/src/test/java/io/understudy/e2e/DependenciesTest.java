package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/dependencies.md} beside what the modules' POMs name. */
class DependenciesTest {

  private static final String PAGE = "docs/dependencies.md";
  private static final String OURS = "io.understudy:";
  private static final Pattern LINE =
      Pattern.compile(
          "^\\| `([^`:]+):([^`]+)` \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|$", Pattern.MULTILINE);
  private static final Set<String> SHIPPED =
      Set.of(
          "src/core",
          "src/etcd",
          "src/service",
          "sync-service",
          "monitor-service",
          "failover-service",
          "src/cli");

  @Test
  void everyDependencyThatShipsHasItsLineAndEveryLineItsDependency() throws IOException {
    assertThat(modules(lines("## What ships"))).isEqualTo(named(true));
  }

  @Test
  void thoseOfBuildAndTestsToo() throws IOException {
    assertThat(modules(lines("## Of build and tests alone"))).isEqualTo(named(false));
  }

  @Test
  void everyLineSaysWhyAndTheLicenceThatTheLibraryNames() throws IOException {
    assertThat(faults(lines("## What ships"), Licences::spdx)).isEmpty();
    assertThat(faults(lines("## Of build and tests alone"), Licences::spdxOfTests)).isEmpty();
  }

  private static List<String> faults(
      List<MatchResult> lines, Function<Set<String>, Set<String>> allowed) throws IOException {
    LocalRepository repository = LocalRepository.here();
    List<String> faults = new ArrayList<>();
    for (MatchResult line : lines) {
      String licence = line.group(5).strip();
      Set<String> said = allowed.apply(repository.licences(line.group(1), line.group(2)));
      if (!said.contains(licence)) {
        faults.add(line.group(2) + ": the page says " + licence + ", its POM " + said);
      }
      if (line.group(4).strip().length() < 20) {
        faults.add(line.group(2) + ": why is it there?");
      }
    }
    return faults;
  }

  @Test
  void thePageNamesTheLicencesThatAreAllowed() throws IOException {
    String allowed = String.join(", ", Licences.allowed());

    assertThat(Files.readString(Sources.root().resolve(PAGE))).contains(allowed);
  }

  /** Whether they ship, or serve build and tests alone. */
  private static Map<String, Set<String>> named(boolean ships) throws IOException {
    Map<String, Set<String>> named = new TreeMap<>();
    for (String module : Pom.read(Sources.root().resolve("pom.xml")).modules()) {
      for (Pom.Dependency one :
          Pom.read(Sources.root().resolve(module).resolve("pom.xml")).dependencies()) {
        boolean atRunTime = Set.of("compile", "runtime").contains(one.scope());
        boolean isShipped = SHIPPED.contains(module) && atRunTime;
        if (!one.name().startsWith(OURS) && isShipped == ships) {
          named.computeIfAbsent(one.name(), any -> new TreeSet<>()).add(name(module));
        }
      }
    }
    return named;
  }

  private static Map<String, Set<String>> modules(List<MatchResult> lines) {
    Map<String, Set<String>> modules = new TreeMap<>();
    for (MatchResult line : lines) {
      modules.put(
          line.group(1) + ":" + line.group(2),
          new TreeSet<>(List.of(line.group(3).strip().split(", "))));
    }
    return modules;
  }

  private static String name(String module) {
    return module.substring(module.lastIndexOf('/') + 1);
  }

  /** Of one section. */
  private static List<MatchResult> lines(String heading) throws IOException {
    String page = Files.readString(Sources.root().resolve(PAGE));
    int begin = page.indexOf("\n" + heading + "\n");
    assertThat(begin).as(heading).isPositive();
    int end = page.indexOf("\n## ", begin + 1);
    return LINE.matcher(page.substring(begin, end < 0 ? page.length() : end)).results().toList();
  }
}
