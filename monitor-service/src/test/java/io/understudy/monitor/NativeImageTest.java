package io.understudy.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.monitor.gc.GcSafetyAnswer;
import io.understudy.monitor.repair.RepairResource;
import io.understudy.monitor.routine.ChecksResource;
import io.understudy.testkit.nativeimage.NativeConfig;
import io.understudy.testkit.nativeimage.NativeTypes;
import org.junit.jupiter.api.Test;

/** What a native build has to be told of this service. */
class NativeImageTest {

  @Test
  void whatIsWrittenAsJsonIsRegistered() {
    NativeTypes types = NativeTypes.of(RepairResource.class);

    assertThat(types.inSignatures()).contains(ChecksResource.Checks.class.getName());
    assertThat(types.inResponses())
        .contains(RepairResource.Repair.class.getName(), GcSafetyAnswer.class.getName());
    assertThat(types.unregistered()).isEmpty();
  }

  @Test
  void itsFilesAreTaken() {
    assertThat(NativeConfig.of(RepairResource.class).resourcesLeftOut()).isEmpty();
  }
}
