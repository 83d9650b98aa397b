package io.understudy.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.understudy.core.port.Bytes;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CustomKindTest {

  private static final String DEFINITION =
      """
      {"kind":"CustomResourceDefinition","metadata":{"name":"mice.example.com","spec":{"group":"no"}},
      "spec":{"group":"example.com","names":{"plural":"mice","kind":"Mouse","shortNames":["m"]},
      "scope":"Namespaced","versions":[
      {"name":"v1","schema":{"name":"no","versions":[{"name":"no","served":true}]},"served":true},
      {"name":"v0","served":false},{"served":true,"name":"v2"}]},"status":{"group":"no"}}
      """;

  @Test
  void aDefinitionTellsItsKindAndWhatServesIt() {
    assertThat(CustomKind.of(Bytes.utf8(DEFINITION)))
        .contains(new CustomKind("example.com", "Mouse", "mice", true, Set.of("v1", "v2")));
    CustomKind cluster =
        CustomKind.of(Bytes.utf8(DEFINITION.replace("Namespaced", "Cluster"))).orElseThrow();
    assertThat(cluster.home().key("a", "jerry"))
        .isEqualTo(Bytes.utf8("/registry/example.com/mice/jerry"));
  }

  @Test
  void anOldDefinitionNamesItsOnlyVersion() {
    String old =
        """
        {"spec":{"group":"g.h","version":"v1beta1","scope":"Cluster",
        "names":{"kind":"K","plural":"ks"}}}
        """;
    assertThat(CustomKind.of(Bytes.utf8(old)))
        .contains(new CustomKind("g.h", "K", "ks", false, Set.of("v1beta1")));
  }

  @Test
  void whatDoesNotSayAllThatIsNoDefinition() {
    assertThat(CustomKind.of(Bytes.EMPTY)).isEmpty();
    assertThat(CustomKind.of(Bytes.utf8("k8s\0"))).isEmpty();
    assertThat(CustomKind.of(Bytes.utf8("{}"))).isEmpty();
    for (String field : new String[] {"group", "plural", "kind\":\"M", "scope"}) {
      Bytes without = Bytes.utf8(DEFINITION.replace("\"" + field, "\"x" + field));
      assertThat(CustomKind.of(without)).as(field).isEmpty();
    }
  }

  @Test
  void itTakesAnyBytes() {
    byte[] whole = Bytes.utf8(DEFINITION).array();
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] value = Arrays.copyOf(whole, 1 + random.nextInt(whole.length));
      for (int changes = random.nextInt(4); changes > 0; changes--) {
        value[random.nextInt(value.length)] = (byte) " {}[]\",:1a".charAt(random.nextInt(10));
      }
      assertThatCode(() -> CustomKind.of(Bytes.wrap(value)))
          .as("seed %d, round %d", seed, i)
          .doesNotThrowAnyException();
    }
  }
}
