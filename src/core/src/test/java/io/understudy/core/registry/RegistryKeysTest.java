package io.understudy.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.understudy.core.port.Bytes;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryKeysTest {

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "configmaps/team-a/cfg, '', configmaps, team-a, cfg",
        "namespaces/team-a, '', namespaces, '', team-a",
        "secrets/default/a.name.with.dots, '', secrets, default, a.name.with.dots",
        "clusterroles/system:controller:a.b, '', clusterroles, '', system:controller:a.b",
        "events/team-a/pod.17af, '', events, team-a, pod.17af",
        "leases/kube-node-lease/n1, '', leases, kube-node-lease, n1",
        "services/specs/team-a/web, '', services, team-a, web",
        "services/endpoints/team-a/web, '', endpoints, team-a, web",
        "controllers/team-a/rc, '', replicationcontrollers, team-a, rc",
        "minions/node-1.example.com, '', nodes, '', node-1.example.com",
        "ingress/team-a/web, '', ingresses, team-a, web",
        "podsecuritypolicy/restricted, '', podsecuritypolicies, '', restricted",
        "ranges/serviceips, '', ranges, '', serviceips",
        "ranges/servicenodeports, '', ranges, '', servicenodeports",
        "masterleases/192.0.2.51, '', masterleases, '', 192.0.2.51",
        "masterleases/2001:db8::1, '', masterleases, '', 2001:db8::1",
        "peerserverleases/apiserver-a1, '', peerserverleases, '', apiserver-a1",
        "health, '', health, '', ''",
        "example.com/widgets/team-a/w, example.com, widgets, team-a, w",
        "example.com/widgets/w.1, example.com, widgets, '', w.1",
        "serving.knative.dev/services/specs/w, serving.knative.dev, services, specs, w",
        "serving.knative.dev/services/w, serving.knative.dev, services, '', w",
        "apiregistration.k8s.io/apiservices/v1., apiregistration.k8s.io, apiservices, '', v1.",
        "namespaces/registry, '', namespaces, '', registry",
        "configmaps/specs/größe, '', configmaps, specs, größe",
      })
  void readsEveryLayout(
      String below, String group, String resource, String namespace, String name) {
    assertThat(RegistryKeys.parse(Bytes.utf8("/registry/" + below)))
        .contains(new RegistryKey(group, resource, namespace, name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "registry/pods/a/b",
        "/registry",
        "/registry/",
        "/registry//",
        "/registry//pods/a/b",
        "/registry/pods",
        "/registry/pods/",
        "/registry/pods//b",
        "/registry/pods/a/",
        "/registry/pods/a/b/",
        "/registry/pods/a/b/c",
        "/registry/pods/a.b/c",
        "/registry/services",
        "/registry/services/web",
        "/registry/services/specs/web",
        "/registry/services/other/a/web",
        "/registry/services/specs/a/b/c",
        "/registry/example.com",
        "/registry/example.com/widgets",
        "/registry/example.com/wid.gets/w",
        "/registry/example.com/widgets/a.b/w",
        "/registry/example.com/widgets/a/w/status",
        "/registry/a/b/c/d/e/f/g",
        "/registryx/pods/a/b",
        "/Registry/pods/a/b",
        "/understudy/global/parked/registry/pods/a/b",
        "compact_rev_key",
      })
  void knowsNothingOfAnyOtherKey(String key) {
    assertThat(RegistryKeys.parse(Bytes.utf8(key))).isEmpty();
  }

  @Test
  void refusesWhatIsNotUtf8() {
    Bytes prefix = Bytes.utf8("/registry/configmaps/team-a/");
    assertThat(RegistryKeys.parse(prefix.plus(Bytes.wrap(new byte[] {'a', (byte) 0xc3}))))
        .isEmpty();
    assertThat(RegistryKeys.parse(prefix.plus(Bytes.wrap(new byte[] {(byte) 0xff})))).isEmpty();
  }

  @Test
  void takesAKeyOfOneMebibyte() {
    String longName = "a".repeat(1024 * 1024);
    assertThat(RegistryKeys.parse(Bytes.utf8("/registry/configmaps/team-a/" + longName)))
        .contains(new RegistryKey("", "configmaps", "team-a", longName));
    assertThat(RegistryKeys.parse(Bytes.utf8("/registry/" + longName))).isEmpty();
    assertThat(RegistryKeys.parse(Bytes.utf8("/registry/" + "/".repeat(1024 * 1024)))).isEmpty();
    assertThat(RegistryKeys.parse(Bytes.utf8("/registry/" + "a/".repeat(512 * 1024)))).isEmpty();
  }

  @Test
  void neverFails() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    byte[] alphabet = {'/', '/', 'a', '.', 's', 0, (byte) 0xc3, (byte) 0xa4, (byte) 0xff};
    for (int i = 0; i < 100_000; i++) {
      byte[] tail = new byte[random.nextInt(24)];
      for (int j = 0; j < tail.length; j++) {
        tail[j] = alphabet[random.nextInt(alphabet.length)];
      }
      Bytes key = RegistryKeys.PREFIX.plus(Bytes.wrap(tail));
      assertThatCode(() -> RegistryKeys.parse(key))
          .as("seed %d, key %s", seed, key.hex())
          .doesNotThrowAnyException();
    }
  }
}
