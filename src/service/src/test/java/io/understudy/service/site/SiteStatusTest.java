package io.understudy.service.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.core.control.RoleRecord;
import io.understudy.core.failover.truth.Freeze;
import io.understudy.core.failover.truth.Seen;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SiteStatusTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Seen PROMOTED =
      new Seen(
          Optional.of(new RoleRecord(true, 7, false, OptionalLong.of(-2))),
          -3,
          OptionalLong.empty(),
          Freeze.NONE);

  static List<Seen> sites() {
    return List.of(
        PROMOTED,
        new Seen(
            Optional.of(new RoleRecord(false, 3, true, OptionalLong.empty())),
            0xb,
            OptionalLong.of(0xa),
            Freeze.IN_FORCE),
        new Seen(
            Optional.of(new RoleRecord(true, 5, false, OptionalLong.empty())),
            0xb,
            OptionalLong.empty(),
            Freeze.UNKNOWN),
        new Seen(Optional.empty(), 0xb, OptionalLong.empty(), Freeze.NONE));
  }

  @ParameterizedTest
  @MethodSource("sites")
  void whatIsToldIsReadAsItWas(Seen seen) {
    assertThat(SiteStatus.read(JSON.valueToTree(SiteStatus.of(seen)))).contains(seen);
  }

  @ParameterizedTest
  @ValueSource(strings = {"clusterId", "role", "term", "assumed"})
  void withoutWhatItTakesNothingIsRead(String field) {
    ObjectNode site = JSON.valueToTree(SiteStatus.of(PROMOTED));
    site.remove(field);

    assertThat(SiteStatus.read(site)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"clusterId", "role", "term", "assumed", "sourceClusterId"})
  void whatItCannotMeanIsNotRead(String field) {
    ObjectNode site = JSON.valueToTree(SiteStatus.of(PROMOTED));
    site.put(field, "no such thing");

    assertThat(SiteStatus.read(site)).isEmpty();
  }

  @Test
  void anOlderOneThatTellsNothingOfAFreezeLeavesItUnknown() {
    ObjectNode site = JSON.valueToTree(SiteStatus.of(PROMOTED));
    site.remove("frozen");

    assertThat(SiteStatus.read(site))
        .hasValueSatisfying(seen -> assertThat(seen.freeze()).isEqualTo(Freeze.UNKNOWN));
  }
}
