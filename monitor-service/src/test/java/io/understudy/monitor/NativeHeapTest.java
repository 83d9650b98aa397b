package io.understudy.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.testkit.ImageHeap;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A native image of this service would be refused if a static field held any of it. */
class NativeHeapTest {

  @Test
  void noStaticFieldHoldsWhatDrawsRandomNumbersOrAThread() {
    List<Class<?>> classes = ImageHeap.ofClassPath();

    assertThat(classes)
        .extracting(Class::getPackageName)
        .anyMatch(name -> name.startsWith("io.understudy.monitor."))
        .anyMatch(name -> name.startsWith("io.understudy.core."))
        .anyMatch(name -> name.startsWith("io.understudy.etcd"))
        .anyMatch(name -> name.startsWith("io.understudy.service."));
    assertThat(ImageHeap.refused(classes)).isEmpty();
  }
}
