package io.understudy.core.readiness.stored;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.readiness.Facts.Terminating;
import io.understudy.testkit.Captures;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Objects on their way out, found in a real etcd as it changes. */
class TerminatingScanTest {

  private static final String GOING =
      "{\"apiVersion\":\"example.com/v1\",\"kind\":\"Widget\",\"metadata\":{\"name\":\"w\",\"deletionTimestamp\":\"2026-01-01T00:00:00Z\"}}";
  private static final String STAYING =
      "{\"apiVersion\":\"example.com/v1\",\"kind\":\"Widget\",\"metadata\":{\"name\":\"w\"}}";
  private static final String WIDGET = "/registry/example.com/widgets/a/w";

  private Site site;

  @BeforeEach
  void start() {
    site = new Site().load(Captures.REGISTRY);
  }

  @AfterEach
  void stop() {
    site.close();
  }

  @Test
  void aQuietRegistryHasNone() {
    assertThat(new TerminatingScan(site.asPrimary()).look())
        .isEqualTo(new Terminating(List.of(), 0));
  }

  @Test
  void oneThatIsThereBeforeTheFirstLookIsFoundParkedOnesToo() {
    site.put(WIDGET, GOING).park("/registry/example.com/widgets/a/parked", GOING);
    assertThat(new TerminatingScan(site.asStandby()).look().keys())
        .containsExactly(WIDGET, "/understudy/global/parked/registry/example.com/widgets/a/parked");
  }

  @Test
  void laterLooksFollowEveryChange() {
    TerminatingScan scan = new TerminatingScan(site.asStandby());
    scan.look();

    site.put(WIDGET, GOING);
    site.put("/registry/zebras/last", GOING);
    assertThat(scan.look().keys()).containsExactly(WIDGET, "/registry/zebras/last");

    site.delete("/registry/zebras/last");
    assertThat(scan.look().keys()).containsExactly(WIDGET);

    site.put(WIDGET, STAYING);
    assertThat(scan.look().keys()).isEmpty();
  }

  @Test
  void podsAndEventsArePassedOver() {
    site.put("/registry/pods/a/p", GOING).put("/registry/events/a/e", GOING);
    assertThat(new TerminatingScan(site.asPrimary()).look().keys()).isEmpty();
  }

  @Test
  void whatCannotBeReadIsCountedUntilItIsGone() {
    site.put("/registry/secrets/a/one", "k8s:enc:aescbc:v1:key:xxxx");
    site.put("/registry/secrets/a/two", "k8s:enc:aescbc:v1:key:xxxx");
    TerminatingScan scan = new TerminatingScan(site.asStandby());
    assertThat(scan.look()).isEqualTo(new Terminating(List.of(), 2));

    site.delete("/registry/secrets/a/one");
    assertThat(scan.look()).isEqualTo(new Terminating(List.of(), 1));
  }
}
