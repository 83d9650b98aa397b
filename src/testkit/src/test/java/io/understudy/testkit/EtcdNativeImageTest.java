package io.understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.scope.Rules;
import io.understudy.etcd.GrpcEtcd;
import io.understudy.testkit.nativeimage.NativeConfig;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What a native build is told of jetcd and gRPC, held against what is on the class path. */
class EtcdNativeImageTest {

  /** gRPC's own. jetcd has providers of one of them, and no service of its own. */
  private static final List<String> SERVICES =
      List.of(
          "io.grpc.LoadBalancerProvider",
          "io.grpc.ManagedChannelProvider",
          "io.grpc.NameResolverProvider",
          "io.grpc.ServerProvider");

  /**
   * The one that is not there before protobuf 4; it is known for the day that jetcd comes to it.
   */
  private static final String OF_PROTOBUF_4 = "com.google.protobuf.JavaFeaturesProto";

  private final NativeConfig config = NativeConfig.of(GrpcEtcd.class);

  @Test
  void eachServiceAndEachOfItsProvidersIsKnown() {
    Map<String, Set<String>> providers = config.providers(SERVICES);

    assertThat(providers).containsOnlyKeys(SERVICES);
    assertThat(providers.get("io.grpc.NameResolverProvider"))
        .anyMatch(name -> name.startsWith("io.etcd.jetcd."));
    Set<String> all = new TreeSet<>();
    providers.values().forEach(all::addAll);
    assertThat(config.constructed()).isEqualTo(all);
    assertThat(config.reflected()).containsAll(SERVICES).contains("sun.misc.Unsafe");
    assertThat(SERVICES).allMatch(one -> config.includes("META-INF/services/" + one));
  }

  @Test
  void eachClassThatIsRegisteredIsThere() {
    assertThat(config.unknownClasses()).isEmpty();
  }

  /** By one class of each that is there. */
  @Test
  void whatIsInitializedAtRunTimeIsThere() throws ClassNotFoundException {
    Map<String, String> classes =
        Map.of(
            "io.grpc.internal.RetriableStream", "io.grpc.internal.RetriableStream",
            "io.grpc.netty", "io.grpc.netty.NettyChannelProvider",
            "com.google.protobuf.UnsafeUtil", "com.google.protobuf.UnsafeUtil",
            "io.etcd.jetcd.api", "io.etcd.jetcd.api.KVGrpc",
            "org.bouncycastle", "org.bouncycastle.cert.X509CertificateHolder");

    Set<String> names = new HashSet<>(classes.keySet());
    names.add(OF_PROTOBUF_4);
    assertThat(config.atRunTime()).isEqualTo(names);
    for (String name : classes.values()) {
      assertThat(Class.forName(name, false, getClass().getClassLoader()).getName()).isEqualTo(name);
    }
  }

  @Test
  void filesOfTheProductAreTaken() {
    assertThat(config.resourcesLeftOut()).isEmpty();
    NativeConfig core = NativeConfig.of(Rules.class);
    assertThat(core.resourcesLeftOut()).isEmpty();
    assertThat(core.includes("io/understudy/core/scope/acp-global.yaml")).isTrue();
    assertThat(core.includes("io/understudy/core/scope/Rules.class")).isFalse();
  }
}
