package io.understudy.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ArcContainer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.understudy.sync.settings.Settings;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** Without a cluster around it the application knows nothing of one. */
@QuarkusTest
@WithTestResource(TwoEtcds.class)
class OutsideAClusterTest {

  @Inject Settings settings;

  @Test
  void noClientIsMadeAndNoThreadRuns() {
    assertThat(settings.kubernetes().enabled()).isFalse();
    ArcContainer container = Arc.container();
    Bean<?> client = container.beanManager().getBeans(KubernetesClient.class).iterator().next();
    assertThat((Object) container.getActiveContext(client.getScope()).get(client)).isNull();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .contains("mirror")
        .doesNotContain("kubernetes");
  }
}
