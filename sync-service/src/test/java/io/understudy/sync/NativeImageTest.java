package io.understudy.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.sync.api.RepairResource;
import io.understudy.sync.api.RoleResource;
import io.understudy.testkit.nativeimage.NativeConfig;
import io.understudy.testkit.nativeimage.NativeTypes;
import org.junit.jupiter.api.Test;

/** What a native build has to be told of this service. */
class NativeImageTest {

  @Test
  void whatIsWrittenAsJsonIsRegistered() {
    NativeTypes types = NativeTypes.of(RoleResource.class);

    assertThat(types.inSignatures()).contains(RoleResource.SiteRole.class.getName());
    assertThat(types.inResponses()).contains(RepairResource.Repair.class.getName());
    assertThat(types.unregistered()).isEmpty();
  }

  @Test
  void itsFilesAreTaken() {
    assertThat(NativeConfig.of(RoleResource.class).resourcesLeftOut()).isEmpty();
  }
}
