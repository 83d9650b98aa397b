package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import io.understudy.core.failover.StepType;
import io.understudy.core.failover.truth.Claim;
import io.understudy.core.failover.truth.Freeze;
import io.understudy.core.failover.truth.Leads;
import io.understudy.core.readiness.Precheck;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Words of fixed sets that services say, and the names that the page has for them. */
final class DashboardNames {

  private static final List<Leads> LEADS =
      List.of(
          new Leads.Here(),
          new Leads.There(),
          new Leads.Elsewhere(Set.of()),
          new Leads.Unknown(""));

  private DashboardNames() {}

  /** Each word has a name in both languages, and no name is without its word. */
  static void assertAll(Page page, SiteServices services) {
    List<String> words = new ArrayList<>();
    words.addAll(keys("check", Arrays.stream(Precheck.values()).map(Precheck::text)));
    words.addAll(keys("claim", claims().map(Claim::word)));
    words.addAll(keys("leads", LEADS.stream().map(Leads::word)));
    words.addAll(keys("undo", Arrays.stream(StepType.Nature.values()).map(StepType.Nature::word)));
    JsonNode types = services.failover().get("/api/v1/step-types").body();
    assertThat(types).hasSizeGreaterThan(20);
    types.forEach(type -> words.add("type." + type.path("name").asText()));
    for (String language : List.of("en", "zh")) {
      Map<String, String> names = names(page, language);
      assertThat(names.keySet())
          .as("names in %s", language)
          .containsExactlyInAnyOrderElementsOf(words);
      assertThat(names.values()).as("in %s", language).doesNotContain("");
    }
  }

  private static Collection<String> keys(String group, Stream<String> words) {
    return words.map(word -> group + "." + word).toList();
  }

  /** One of each: the switch in their word knows them all. */
  private static Stream<Claim> claims() {
    assertThat(Claim.class.getPermittedSubclasses()).hasSize(5);
    return Stream.of(
        new Claim.Primary(0, Freeze.NONE),
        new Claim.Standby(0),
        new Claim.Former(0),
        new Claim.Nothing(),
        new Claim.Unknown(""));
  }

  private static Map<String, String> names(Page page, String language) {
    Map<?, ?> names =
        (Map<?, ?>)
            page.evaluate(
                "async (language) => (await import(`/app/names-${language}.js`)).default",
                language);
    return names.entrySet().stream()
        .collect(
            Collectors.toMap(one -> one.getKey().toString(), one -> one.getValue().toString()));
  }
}
