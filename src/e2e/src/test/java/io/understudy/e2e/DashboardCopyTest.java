package io.understudy.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.understudy.e2e.TwoSites.PATIENCE;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.understudy.e2e.Browser.Look;
import io.understudy.testkit.FaultLink;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page while a first copy goes on, which a narrow way to the source holds up. */
class DashboardCopyTest {

  private static final int KEYS = 4_000;

  /** The copy would take minutes: long enough for it to be looked at. */
  private static final long BYTES_PER_SECOND = 30_000;

  private static final int HIGH = 900;
  private static final String OBJECT =
      """
      {"kind": "ConfigMap", "apiVersion": "v1", "metadata": {"name": "%s", "namespace": "team",
       "uid": "u-%s"}, "data": {"filling": "FILLING"}}
      """
          .replace("FILLING", "x".repeat(900));
  private static final List<String> SMALL = List.of("-Xmx192m", "-XX:+UseSerialGC");
  private static final Pattern PROGRESS =
      Pattern.compile("[0-9]+ %, [0-9,]+ of about [0-9,]+ keys, [0-9]+ (s|min|h).* left");

  @TempDir private Path directory;

  @Test
  void aCopyIsShownWithItsProgressAndTheTimeThatIsLeft() {
    try (TwoEtcds etcds = new TwoEtcds();
        FaultLink link = FaultLink.to(etcds.sourceProcess().endpoint())) {
      for (int i = 0; i < KEYS; i++) {
        String name = "copied-" + i;
        etcds.source().put("/registry/configmaps/team/" + name, OBJECT.formatted(name, name));
      }
      link.throttle(BYTES_PER_SECOND);
      Map<String, String> settings = new HashMap<>();
      settings.put("UNDERSTUDY_SOURCE_ENDPOINTS", etcds.sourceProcess().endpoint());
      settings.put("UNDERSTUDY_TARGET_ENDPOINTS", etcds.targetProcess().endpoint());
      settings.put("UNDERSTUDY_SCOPE_PROFILE", "live-standby");
      Map<String, String> small = new HashMap<>(settings);
      small.put("UNDERSTUDY_SOURCE_ENDPOINTS", link.endpoint());
      small.put("UNDERSTUDY_CALL_TIMEOUT_MS", "60000");
      small.put("UNDERSTUDY_PAGE_MAX_KEYS", "50");
      try (SyncService sync = SyncService.start(small, directory.resolve("sync.log"), SMALL)) {
        settings.put("UNDERSTUDY_SYNC_URL", sync.address());
        try (MonitorService monitor =
                MonitorService.start(settings, directory.resolve("monitor.log"), SMALL);
            Browser browser = new Browser(monitor.address())) {
          await().atMost(PATIENCE).until(() -> Curl.get(monitor.address() + "/").status() == 200);
          assertCopyIsShown(browser, link);
        }
      }
    }
  }

  private static void assertCopyIsShown(Browser browser, FaultLink link) {
    try (Look look = browser.look(DashboardSite.WIDE, HIGH, ColorScheme.LIGHT)) {
      Page page = look.page();
      Locator mirror = Dashboard.panel(page, "mirror");
      Locator progress = mirror.locator(".progress:has(#progress-copy)");
      assertThat(progress.locator("p")).hasText(PROGRESS);
      assertThat(progress.locator("label")).hasText("Copy");
      assertThat(mirror.locator(".head .mark.warn")).hasText(Dashboard.word("copying"));
      assertThat(page.locator("#headline")).not().hasAttribute("data-kind", "fine");
      look.assertAccessible("while a copy goes on");
      look.screenshot("copy");

      link.heal();

      assertThat(mirror).containsText("No copy is under way.");
      assertThat(page.locator("#progress-copy")).hasCount(0);
    }
  }
}
