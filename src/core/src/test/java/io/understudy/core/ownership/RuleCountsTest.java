package io.understudy.core.ownership;

import static io.understudy.core.scope.Placement.LEAVE_OUT;
import static io.understudy.core.scope.Placement.MIRROR;
import static io.understudy.core.scope.Placement.PARK;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.ownership.RegistryIndex.Change;
import io.understudy.core.scope.Placement;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RuleCountsTest {

  private final RegistryIndex index = new RegistryIndex(true);

  private static Facts ruled(String name, Placement own, String rule, String... owners) {
    Facts facts = Things.thing(name, name, own, owners);
    return new Facts(
        facts.key(), facts.uid(), facts.opaque(), facts.owners(), own, false, rule, 1, false);
  }

  private void put(Facts facts) {
    index.apply(List.of(new Change.Put(facts)));
  }

  @Test
  void anObjectCountsForItsRuleWhereItsOwnersPutIt() {
    put(ruled("owner", PARK, "workloads"));
    put(ruled("dependent", MIRROR, "default", "owner"));
    put(ruled("free", MIRROR, "default"));

    assertThat(index.byRule())
        .containsExactly(
            new RuleCount("workloads", PARK, 1),
            new RuleCount("default", MIRROR, 1),
            new RuleCount("default", PARK, 1));
  }

  @Test
  void whatMovesWithItsOwnerIsCountedAnew() {
    put(ruled("owner", PARK, "workloads"));
    put(ruled("dependent", MIRROR, "default", "owner"));

    put(ruled("owner", MIRROR, "mine"));

    assertThat(index.byRule())
        .containsExactly(new RuleCount("default", MIRROR, 1), new RuleCount("mine", MIRROR, 1));
  }

  @Test
  void anObjectThatIsTheSameButForItsRuleCountsForTheNewOne() {
    put(ruled("one", LEAVE_OUT, "first"));

    put(ruled("one", LEAVE_OUT, "second"));

    assertThat(index.byRule()).containsExactly(new RuleCount("second", LEAVE_OUT, 1));
  }

  @Test
  void whatIsGoneCountsForNoRule() {
    put(ruled("one", LEAVE_OUT, "first"));

    index.apply(List.of(new Change.Remove(Things.key("one"))));

    assertThat(index.byRule()).isEmpty();
  }

  @Test
  void theCountsByRuleAddUpToThoseByPlacement() {
    Random random = new Random(7);
    for (int i = 0; i < 2000; i++) {
      String name = "o" + random.nextInt(60);
      if (random.nextInt(4) == 0) {
        index.apply(List.of(new Change.Remove(Things.key(name))));
      } else {
        Placement own = Placement.values()[random.nextInt(3)];
        put(ruled(name, own, "rule-" + random.nextInt(5), "o" + random.nextInt(60)));
      }
    }

    for (Placement placement : Placement.values()) {
      long sum =
          index.byRule().stream()
              .filter(count -> count.placement() == placement)
              .mapToLong(RuleCount::objects)
              .sum();
      assertThat(sum).as("%s", placement).isEqualTo(index.count(placement));
    }
  }

  @Test
  void rulesBeyondTheMostShareOneName() {
    RuleCounts counts = new RuleCounts(2);
    for (String rule : List.of("a", "b", "c", "d", "a")) {
      counts.add(counts.number(rule), MIRROR, 1);
    }

    assertThat(counts.read())
        .containsExactly(
            new RuleCount("a", MIRROR, 2),
            new RuleCount("b", MIRROR, 1),
            new RuleCount("others", MIRROR, 2));
  }
}
