package io.understudy.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Bytes;
import io.understudy.core.registry.StoredObject.Message;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VolumeBindingTest {

  private static final Message CLAIM =
      new Message()
          .text(1, "PersistentVolumeClaim")
          .text(2, "shop")
          .text(3, "data-db-0")
          .text(4, "0c7a6d5e-1111-4222-8333-444455556666")
          .text(5, "v1");

  @Test
  void aBoundVolumeNamesItsClaimAndWhatBecomesOfItsStorage() {
    Bytes value = volume(new Message().message(4, CLAIM).text(5, "Delete").text(6, "fast"));

    VolumeBinding bound = VolumeBinding.of(value).orElseThrow();

    assertThat(bound)
        .isEqualTo(
            new VolumeBinding(
                "shop", "data-db-0", "0c7a6d5e-1111-4222-8333-444455556666", "Delete"));
    assertThat(bound.retains()).isFalse();
  }

  @Test
  void storageThatIsRetainedOutlivesTheClaim() {
    Bytes value = volume(new Message().message(4, CLAIM).text(5, "Retain"));

    assertThat(VolumeBinding.of(value)).map(VolumeBinding::retains).contains(true);
  }

  @Test
  void anUnboundVolumeNamesNone() {
    assertThat(VolumeBinding.of(volume(new Message().text(5, "Delete")))).isEmpty();
  }

  @Test
  void nothingIsTakenFromAnythingElse() {
    assertThat(VolumeBinding.of(Bytes.EMPTY)).isEmpty();
    assertThat(VolumeBinding.of(Bytes.utf8("{\"spec\":{\"claimRef\":{\"name\":\"a\"}}}")))
        .isEmpty();
    assertThat(VolumeBinding.of(Bytes.utf8("k8s:enc:aescbc:v1:key:x"))).isEmpty();
  }

  @Test
  void aDamagedValueIsNoBindingWhereverItBreaksOff() {
    byte[] whole = volume(new Message().message(4, CLAIM).text(5, "Delete")).array();
    for (int length = 0; length < whole.length; length++) {
      Optional<VolumeBinding> bound = VolumeBinding.of(Bytes.wrap(Arrays.copyOf(whole, length)));
      assertThat(bound).as("cut to %d bytes", length).isEmpty();
    }
  }

  private static Bytes volume(Message spec) {
    Message meta = new Message().text(1, "pvc-1").text(5, "uid-of-pvc-1");
    Message status = new Message().text(1, "Bound");
    return StoredObject.envelope(
        new Message().text(1, "v1").text(2, "PersistentVolume"),
        new Message().message(1, meta).message(2, spec).message(3, status));
  }
}
