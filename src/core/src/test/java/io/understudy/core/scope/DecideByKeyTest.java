package io.understudy.core.scope;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Bytes;
import io.understudy.core.registry.RegistryKeys;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DecideByKeyTest {

  private static final String FILE =
      """
      version: 1
      extends: none
      rules:
      - name: labelled
        match: {resource: secrets, labels: {keep: "yes"}}
        place: mirror
        reason: wanted
      - name: of-group
        match: {group: example.com, resource: widgets}
        place: park
        reason: must wait
      - name: left
        match: {resource: [secrets, pods]}
        place: leave-out
        reason: made anew
      """;

  private final Rules rules = RuleFile.parse(FILE, "rules.yaml", Rules.Options.DEFAULT);

  @Test
  void whatOnlyTheKeyDecidesIsDecided() {
    assertThat(placement("/registry/pods/a/b")).contains(Placement.LEAVE_OUT);
    assertThat(placement("/registry/configmaps/a/b")).contains(Placement.MIRROR);
    assertThat(placement("/registry/example.com/widgets/a/b")).contains(Placement.PARK);
    assertThat(placement("/registry/example.org/widgets/a/b")).contains(Placement.MIRROR);
  }

  @Test
  void whatALabelMayDecideIsNot() {
    assertThat(placement("/registry/secrets/a/b")).isEmpty();
  }

  @Test
  void norWhatAGroupDecidesThatIsInTheValueAlone() {
    assertThat(placement("/registry/widgets/a/b")).isEmpty();
  }

  private Optional<Placement> placement(String key) {
    Bytes bytes = Bytes.utf8(key);
    return rules.decideByKey(bytes, RegistryKeys.parse(bytes), 0).map(Verdict::placement);
  }
}
