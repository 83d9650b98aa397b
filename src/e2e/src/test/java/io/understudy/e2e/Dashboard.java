package io.understudy.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.understudy.e2e.TwoSites.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.understudy.core.port.Bytes;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a person does with the page at site-b: reads, signs in, plans, types, begins. */
final class Dashboard {

  /** What somebody writes on the standby. */
  static final Bytes WRITTEN = Bytes.utf8("/registry/configmaps/load/by-hand");

  static final Bytes BY_HAND =
      Bytes.utf8(
          """
          {"kind": "ConfigMap", "apiVersion": "v1", "metadata": {"name": "by-hand", "namespace": "load",
           "uid": "u-by-hand", "managedFields": [
            {"manager": "kubectl-edit", "operation": "Update", "time": "2026-01-02T00:00:00Z"}]}}
          """);

  private static final Duration CHECKS_EVERY = Duration.ofSeconds(5);
  private static final Pattern WATERMARK = Pattern.compile("watermark is ([0-9]+)");
  private static final List<String> PANELS =
      List.of(
          "sites",
          "mirror",
          "lag-history",
          "operations",
          "readiness",
          "checks",
          "drift",
          "history");

  /** Asks as the page does; the state that the first event tells, empty if none came. */
  private static final String FIRST_EVENT =
      """
      (id) => new Promise((told) => {
        const source = new EventSource(`/api/v1/failover-service/operations/${id}/events`);
        const end = (state) => { source.close(); told(state); };
        source.addEventListener('operation', (event) => end(JSON.parse(event.data).state));
        source.addEventListener('error', () => end(''));
        setTimeout(() => end(''), 60_000);
      })
      """;

  private Dashboard() {}

  /** Of site-b, which finds out its role each second. */
  static SiteSetup setup(TwoSites sites) {
    return sites
        .setup(sites.b())
        .withFailover("UNDERSTUDY_PLATFORM_ADDRESS", "platform.example.test")
        .withFailover("UNDERSTUDY_ROLE_RESOLVERS", sites.dns().address())
        .withFailover("UNDERSTUDY_ROLE_SITE_ADDRESSES", sites.b().address())
        .withFailover("UNDERSTUDY_ROLE_PEER_ADDRESSES", sites.a().address())
        .withFailover("UNDERSTUDY_ROLE_EVERY_SECONDS", "1");
  }

  /** With samples enough for a chart. */
  static MonitorService start(SiteServices services) {
    return services.startDashboard(
        Map.of(
            "UNDERSTUDY_DASHBOARD_LAG_EVERY_SECONDS", "1",
            "UNDERSTUDY_DASHBOARD_READ_TIMEOUT_MS", "60000"));
  }

  /** Somebody writes on the standby, and takes it back. */
  static void driftAndMend(FencedSite standby, SiteServices services) {
    standby.client().put(WRITTEN, BY_HAND);
    awaitDrift(services, 1);
    standby.client().delete(WRITTEN);
    awaitDrift(services, 2);
  }

  private static void awaitDrift(SiteServices services, int writes) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .until(
            () ->
                services
                    .text(services.sync(), "/api/v1/drift")
                    .contains("\"total\":" + writes + ","));
  }

  static Locator panel(Page page, String id) {
    return page.locator("#" + id + "[data-state=known]");
  }

  static void awaitAll(Page page) {
    for (String id : PANELS) {
      assertThat(panel(page, id)).isVisible();
    }
  }

  /** The text of a mark: that word alone, behind its sign. */
  static Pattern word(String word) {
    return Pattern.compile("^\\W*" + word + "$");
  }

  static void signIn(Page page, String token) {
    page.locator("#token").fill(token);
    page.locator("#token").press("Enter");
    assertThat(page.locator("#signed-in")).isVisible();
  }

  /** Plans, again and again while something stands in the way for a moment. */
  static void plan(Page page, String verb) {
    until(() -> isPlanned(page, verb));
    assertThat(page.locator("#plan-title")).containsText("site-b");
  }

  /** Whether the answer is a plan that nothing but the typing keeps from being begun. */
  private static boolean isPlanned(Page page, String verb) {
    page.locator("button[data-verb=" + verb + "]").click();
    return isPlan(page, verb);
  }

  /** The same once it is asked for. */
  static boolean isPlan(Page page, String verb) {
    assertThat(page.locator("#plan-title, #start-trouble").first()).isVisible();
    Locator lacks = page.locator("#confirm-lacks");
    if (lacks.count() == 0 || !lacks.innerText().contains("the site's name, site-b")) {
      return false;
    }
    return !verb.equals("failover") || page.locator("#confirm-watermark").count() == 1;
  }

  static String shownWatermark(Page page) {
    Matcher found = WATERMARK.matcher(page.locator("#confirm-watermark-help").innerText());
    assertThat(found.find()).as("the page names a watermark").isTrue();
    return found.group(1);
  }

  /**
   * A drill or a switchover. What was planned may not hold any more a moment later; then it is
   * planned anew.
   */
  static void begin(Page page, String verb) {
    until(
        () -> {
          plan(page, verb);
          assertThat(page.locator("#plan li").first()).isVisible();
          page.locator("#confirm-site").fill("site-a");
          assertThat(page.locator("#begin")).isDisabled();
          page.locator("#confirm-site").fill("site-b");
          page.locator("#confirm-comment").fill("from the page");
          page.locator("#begin").click();
          assertThat(page.locator("#live, #start-trouble").first()).isVisible();
          return page.locator("#live").isVisible();
        });
  }

  /** Of a failover that was asked for; the same for what it was planned with. */
  static void awaitRefusal(Page page, String why) {
    assertThat(page.locator("#start-trouble")).isVisible();
    until(() -> isRefused(page, why));
  }

  private static boolean isRefused(Page page, String why) {
    if (page.locator("#start-trouble").innerText().contains(why)) {
      return true;
    }
    plan(page, "failover");
    page.locator("#confirm-site").fill("site-b");
    page.locator("#confirm-watermark").fill(shownWatermark(page));
    page.locator("#confirm-watermark").press("Enter");
    assertThat(page.locator("#start-trouble")).isVisible();
    return false;
  }

  /** Plans with a token that nobody knows, until the page has let go of it. */
  static void planUnknown(Page page) {
    until(
        () -> {
          page.locator("button[data-verb=failover]").click();
          assertThat(page.locator("#plan-title, #start-trouble").first()).isVisible();
          return page.locator("#token").isVisible();
        });
  }

  /** Waits until events of an operation come through monitor-service, and tell that state. */
  static void awaitEvent(Page page, String id, String state) {
    until(() -> state.equals(page.evaluate(FIRST_EVENT, id)));
  }

  /** Has both sides checked, again and again, until the page shows that. */
  static void checkUntil(SiteServices services, Locator shown) {
    try (FailoverClient monitor =
        new FailoverClient(services.monitor().address(), SiteServices.TOKEN)) {
      await()
          .pollInSameThread()
          .pollInterval(CHECKS_EVERY)
          .atMost(PATIENCE)
          .until(
              () -> {
                monitor.post("/api/v1/checks", FailoverClient.object());
                return shown.isVisible();
              });
    }
  }

  static List<?> wordsOfOneLanguage(Page page) {
    return (List<?>)
        page.evaluate(
            """
            async () => {
              const [en, zh] = await Promise.all([import('/app/en.js'), import('/app/zh.js')]);
              const keys = (of) => Object.keys(of.default);
              return [...keys(en).filter((key) => !(key in zh.default)),
                      ...keys(zh).filter((key) => !(key in en.default))];
            }
            """);
  }

  /** Of the lag's chart, at each distance that it may have them. */
  static List<?> ticksThatReadAlike(Page page) {
    return (List<?>)
        page.evaluate(
            """
            async () => {
              const { STEPS_SECONDS, tickTexts } = await import('/app/lag.js');
              const alike = (step) => {
                const ticks = Array.from({ length: 12 }, (_, tick) => 1767236400 + tick * step);
                return new Set(tickTexts(ticks)).size < ticks.length;
              };
              return [...STEPS_SECONDS.filter(alike), ...(STEPS_SECONDS.length < 10 ? [0] : [])];
            }
            """);
  }

  /** The browser is asked by one thread alone. */
  static void until(Callable<Boolean> holds) {
    await().pollInSameThread().pollDelay(Duration.ZERO).atMost(PATIENCE).until(holds);
  }
}
