package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.check.DifferenceKind;
import io.understudy.core.encryption.Encryption;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.testkit.Captures;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** A real registry and its standby under each profile, for faults one after another. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ParameterizedClass
@ValueSource(strings = {"acp-global", "live-standby"})
abstract class FaultsCase {

  @Parameter private String profile;
  private PlantedSite site;

  @BeforeParameterizedClassInvocation
  void mirror() {
    site =
        new PlantedSite(
            Captures.registry(Captures.REGISTRY), TwoEtcds.profile(profile), Encryption.NONE);
    for (Layout layout : Layout.values()) {
      assertThat(site.isParked(layout.key())).as("%s", layout).isEqualTo(layout.isParked());
      assertThat(site.isVisible(layout.key())).as("%s", layout).isEqualTo(!layout.isParked());
    }
  }

  @AfterParameterizedClassInvocation
  void close() {
    site.close();
  }

  PlantedSite site() {
    return site;
  }

  Bytes value(Bytes key) {
    return site.source().get(key).value();
  }

  SortedMap<Bytes, KeyValue> under(String path) {
    Bytes prefix = Values.key(path);
    return new TreeMap<>(site.source().subMap(prefix, prefix.prefixEnd()));
  }

  /** What is wrong with all that depends on an object that is not visible any more. */
  List<String> displaced(Bytes owner) {
    List<String> lines = new ArrayList<>();
    for (Bytes key : dependents(owner)) {
      if (site.isVisible(key)) {
        lines.add(Checks.line(key, DifferenceKind.SURPLUS, false));
        lines.add(Checks.line(key, DifferenceKind.MISSED, true));
      }
    }
    return lines;
  }

  /** Each once, at whatever distance. */
  List<Bytes> dependents(Bytes owner) {
    List<Bytes> all = new ArrayList<>(List.of(owner));
    for (int i = 0; i < all.size(); i++) {
      Bytes above = value(all.get(i));
      site.source()
          .forEach(
              (key, kv) -> {
                if (!all.contains(key) && Edits.isOwnedBy(kv.value(), above)) {
                  all.add(key);
                }
              });
    }
    return all.subList(1, all.size());
  }
}
