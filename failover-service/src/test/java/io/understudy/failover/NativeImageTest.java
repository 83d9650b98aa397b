package io.understudy.failover;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.failover.api.OperationView;
import io.understudy.failover.api.OperationsResource;
import io.understudy.testkit.nativeimage.NativeConfig;
import io.understudy.testkit.nativeimage.NativeTypes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Lookup;

/** What a native build has to be told of this service. */
class NativeImageTest {

  @Test
  void whatIsWrittenAsJsonIsRegistered() {
    NativeTypes types = NativeTypes.of(OperationsResource.class);

    assertThat(types.inSignatures()).contains(OperationsResource.Operations.class.getName());
    assertThat(types.inResponses()).contains(OperationView.class.getName());
    assertThat(types.unregistered()).isEmpty();
  }

  @Test
  void itsFilesAreTaken() {
    assertThat(NativeConfig.of(OperationsResource.class).resourcesLeftOut()).isEmpty();
  }

  @Test
  void itsRunbookIsTaken() {
    assertThat(NativeConfig.of(OperationsResource.class).includes("acp.runbook.yaml")).isTrue();
  }

  @Test
  void dnsjavaIsInitializedAtRunTime() {
    assertThat(NativeConfig.of(OperationsResource.class).atRunTime())
        .containsExactly(Lookup.class.getPackageName());
  }

  /** With them every lookup of the process would go by dnsjava instead of the system's resolver. */
  @Test
  void dnsjavasServicesAreLeftOut() {
    NativeConfig config = NativeConfig.of(OperationsResource.class);
    List<String> services =
        List.of(
            "java.net.spi.InetAddressResolverProvider",
            "sun.net.spi.nameservice.NameServiceDescriptor");

    assertThat(config.providers(services)).containsOnlyKeys(services);
    assertThat(services).noneMatch(one -> config.includes("META-INF/services/" + one));
    assertThat(config.setting("quarkus.native.auto-service-loader-registration")).isEmpty();
  }
}
