package io.understudy.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.understudy.e2e.TwoSites.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.understudy.core.port.Bytes;
import io.understudy.e2e.Browser.Look;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser, with the three services as processes behind it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DashboardTest {

  private static final int WIDE = 1280;
  private static final int PHONE = 360;
  private static final int HIGH = 900;
  private static final Bytes DRIFTED = Bytes.utf8("/registry/configmaps/load/by-hand");
  private static final Pattern NOT_EMPTY = Pattern.compile("\\S");

  @TempDir private static Path directory;

  private static TwoSites sites;
  private static SiteServices services;
  private static Browser browser;

  @BeforeAll
  static void start() {
    sites = new TwoSites(directory);
    SiteSetup setup =
        sites
            .setup(sites.b())
            .withFailover("UNDERSTUDY_PLATFORM_ADDRESS", "platform.example.test")
            .withFailover("UNDERSTUDY_ROLE_RESOLVERS", sites.dns().address())
            .withFailover("UNDERSTUDY_ROLE_SITE_ADDRESSES", sites.b().address())
            .withFailover("UNDERSTUDY_ROLE_PEER_ADDRESSES", sites.a().address())
            .withFailover("UNDERSTUDY_ROLE_EVERY_SECONDS", "1");
    services = sites.startAll(setup);
    driftAndMend();
    TwoSites.verified(services);
    MonitorService dashboard =
        services.startDashboard(
            Map.of(
                "UNDERSTUDY_DASHBOARD_LAG_EVERY_SECONDS", "1",
                "UNDERSTUDY_DASHBOARD_READ_TIMEOUT_MS", "60000"));
    browser = new Browser(dashboard.address());
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
    sites.close();
  }

  /** Somebody writes on the standby, and takes it back. */
  private static void driftAndMend() {
    String object =
        """
        {"kind": "ConfigMap", "apiVersion": "v1", "metadata": {"name": "by-hand", "namespace": "load",
         "uid": "u-by-hand", "managedFields": [
          {"manager": "kubectl-edit", "operation": "Update", "time": "2026-01-02T00:00:00Z"}]}}
        """;
    sites.b().client().put(DRIFTED, Bytes.utf8(object));
    awaitDrift(1);
    sites.b().client().delete(DRIFTED);
    awaitDrift(2);
  }

  private static void awaitDrift(int writes) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                services
                    .text(services.sync(), "/api/v1/drift")
                    .contains("\"total\":" + writes + ","));
  }

  private static Look look(int width, ColorScheme theme) {
    return browser.look(width, HIGH, theme);
  }

  private static Locator panel(Page page, String id) {
    return page.locator("#" + id + "[data-state=known]");
  }

  private static void awaitAll(Page page) {
    for (String id :
        List.of(
            "sites",
            "mirror",
            "lag-history",
            "operations",
            "readiness",
            "checks",
            "drift",
            "history")) {
      assertThat(panel(page, id)).isVisible();
    }
  }

  @Test
  @Order(1)
  void everyPanelShowsWhatTheServicesSay() {
    try (Look look = look(WIDE, ColorScheme.LIGHT)) {
      Page page = look.page();
      awaitAll(page);

      assertThat(panel(page, "sites")).containsText("site-a");
      assertThat(panel(page, "sites")).containsText("site-b");
      assertThat(panel(page, "sites")).containsText("to the other site");
      assertThat(panel(page, "mirror").locator(".head")).containsText("follows");
      assertThat(page.locator("#watermark")).hasText(Pattern.compile("[0-9,]+"));
      assertThat(page.locator("#lag")).hasText(Pattern.compile("[0-9.]+ (s|min.*|h.*)"));
      assertThat(page.locator("#lag-history canvas").first()).isVisible();
      page.locator("#lag-history summary").click();
      assertThat(page.locator("#lag-history tbody tr").first()).containsText("UTC");
      assertThat(panel(page, "checks").locator(".head")).containsText("consistent");
      assertThat(panel(page, "checks")).containsText("at the primary");
      assertThat(panel(page, "drift")).containsText("kubectl-edit");
      assertThat(panel(page, "readiness")).containsText("gc-safety");
      assertThat(panel(page, "readiness").locator("[data-result]").nth(10)).isAttached();
      assertThat(panel(page, "history")).containsText(NOT_EMPTY);
      assertThat(page.locator("#headline")).not().hasAttribute("data-kind", "waiting");
      assertThat(look.errors()).as("errors in the console").isEmpty();
      look.screenshot("light");
    }
  }

  @Test
  @Order(2)
  void aPhoneIsWideEnoughInBothLanguages() {
    try (Look look = look(PHONE, ColorScheme.DARK)) {
      Page page = look.page();
      awaitAll(page);
      assertThat(look.isMovedSideways()).as("moved sideways, in English").isFalse();
      look.screenshot("phone");

      page.getByLabel("Language").selectOption("zh");
      assertThat(page.locator("#sites h2")).hasText("两个站点");
      assertThat(page.locator("html")).hasAttribute("lang", "zh-CN");
      assertThat(page.locator("#headline")).not().containsText("headline.");
      assertThat(look.isMovedSideways()).as("moved sideways, in Chinese").isFalse();
      look.screenshot("phone-chinese");

      Object odd =
          page.evaluate(
              """
              async () => {
                const [en, zh] = await Promise.all([import('/app/en.js'), import('/app/zh.js')]);
                const keys = (of) => Object.keys(of.default);
                return [...keys(en).filter((key) => !(key in zh.default)),
                        ...keys(zh).filter((key) => !(key in en.default))];
              }
              """);
      assertThat((List<?>) odd).as("words of one language alone").isEmpty();
      assertThat(look.errors()).as("errors in the console").isEmpty();
    }
  }

  @Test
  @Order(3)
  void bothThemesAreAccessible() {
    for (ColorScheme theme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      try (Look look = look(WIDE, theme)) {
        awaitAll(look.page());
        assertThat(look.page().locator("#lag-history canvas").first()).isVisible();
        look.assertAccessible(theme + " by the system");
        look.screenshot(theme == ColorScheme.DARK ? "dark" : "light-again");
      }
    }
    try (Look look = look(WIDE, ColorScheme.LIGHT)) {
      awaitAll(look.page());
      look.page().getByLabel("Colours").selectOption("dark");
      assertThat(look.page().locator("html")).hasAttribute("data-theme", "dark");
      look.assertAccessible("dark by choice");
    }
  }

  private static void signIn(Page page, String token) {
    page.locator("#token").fill(token);
    page.locator("#token").press("Enter");
    assertThat(page.locator("#signed-in")).isVisible();
  }

  private static void plan(Page page, String verb) {
    page.locator("button[data-verb=" + verb + "]").click();
    assertThat(page.locator("#plan-title")).containsText("site-b");
  }

  @Test
  @Order(4)
  void whoIsNotKnownPlansNothingAndTheTokenIsKeptNowhere() {
    try (Look look = look(WIDE, ColorScheme.LIGHT)) {
      Page page = look.page();
      awaitAll(page);
      assertThat(page.locator("button[data-verb=failover]")).isDisabled();
      signIn(page, "a-token-of-nobody");
      page.locator("button[data-verb=failover]").click();

      assertThat(page.locator("#start-trouble")).containsText("You are not known by this token");
      assertThat(page.locator("#token")).isVisible();
      assertThat(page.locator("#plan")).hasCount(0);
      look.screenshot("bad-token");

      signIn(page, SiteServices.TOKEN);
      Object kept =
          page.evaluate(
              "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie,"
                  + " location.href, document.documentElement.outerHTML])");
      assertThat(kept.toString()).doesNotContain(SiteServices.TOKEN).doesNotContain("of-nobody");
      page.reload();
      assertThat(page.locator("#token")).isVisible();
      assertThat(look.errorsOfThePage()).isEmpty();
      assertThat(look.errors()).allMatch(text -> text.contains("401"));
    }
  }

  @Test
  @Order(5)
  void aFailoverIsTypedThroughAndRefusedWhileThePrimaryServes() {
    try (Look look = look(WIDE, ColorScheme.DARK)) {
      Page page = look.page();
      awaitAll(page);
      signIn(page, SiteServices.TOKEN);
      plan(page, "failover");

      long watermark = services.failover().plan("failover").path("acceptDataLoss").asLong();
      assertThat(page.locator("#loss")).containsText("watermark " + watermark);
      assertThat(page.locator("#plan li").first()).isVisible();
      look.assertAccessible("a plan of a failover");
      Locator begin = page.locator("#begin");
      assertThat(begin).isDisabled();
      page.locator("#confirm-site").fill("site-a");
      assertThat(page.locator("#confirm-lacks")).containsText("the site's name, site-b");
      page.locator("#confirm-site").fill("site-b");
      assertThat(page.locator("#confirm-lacks")).containsText("the watermark, " + watermark);
      assertThat(begin).isDisabled();
      page.locator("#confirm-watermark").fill(Long.toString(watermark));
      assertThat(begin).isEnabled();
      look.screenshot("failover-plan");
      page.locator("#confirm-watermark").press("Enter");
      // What was planned may not hold any more a moment later; then it is planned anew.
      assertThat(page.locator("#start-trouble")).isVisible();
      for (int attempt = 0; attempt < 10 && isStale(page); attempt++) {
        plan(page, "failover");
        page.locator("#confirm-site").fill("site-b");
        page.locator("#confirm-watermark").fill(Long.toString(watermark));
        page.locator("#confirm-watermark").press("Enter");
        assertThat(page.locator("#start-trouble")).isVisible();
      }
      assertThat(page.locator("#start-trouble")).containsText("still serves");
      assertThat(services.failover().get("/api/v1/operations").body().path("operations")).isEmpty();
      look.screenshot("failover-refused");
      assertThat(look.errorsOfThePage()).isEmpty();
    }
  }

  private static boolean isStale(Page page) {
    return page.locator("#start-trouble").innerText().contains("otherwise by now");
  }

  @Test
  @Order(6)
  void aDrillIsBegunByTheSitesNameAndFollowedLive() {
    try (Look look = look(WIDE, ColorScheme.LIGHT)) {
      Page page = look.page();
      awaitAll(page);
      signIn(page, SiteServices.TOKEN);
      beginDrill(page);

      assertThat(page.locator("#live[data-live=true]")).isVisible();
      assertThat(page.locator("#live[data-state=succeeded]")).isVisible();
      assertThat(page.locator("#live [data-step=promote]")).containsText("rehearsed");
      assertThat(page.locator("#live [data-step=switch-dns]")).hasAttribute("data-phase", "undone");
      assertThat(page.locator("#history tbody tr").first()).containsText("drill");
      assertThat(page.locator("#history tbody tr").first()).containsText("succeeded");
      look.assertAccessible("after a drill");
      look.screenshot("drill");
      if (System.getProperty("dashboard.image") instanceof String file && !file.isBlank()) {
        page.evaluate("scrollTo(0, 0)");
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of(file)));
      }
      assertThat(look.errorsOfThePage()).isEmpty();
    }
  }

  /** What was planned may not hold any more a moment later; then it is planned anew. */
  private static void beginDrill(Page page) {
    Locator told = page.locator("#live, #start-trouble").first();
    boolean begun = false;
    for (int attempt = 0; attempt < 10 && !begun; attempt++) {
      plan(page, "drill");
      page.locator("#confirm-site").fill("site-b");
      page.locator("#confirm-comment").fill("from the page");
      page.locator("#begin").click();
      assertThat(told).isVisible();
      begun = page.locator("#live").isVisible();
    }
    assertThat(page.locator("#live")).isVisible();
  }

  @Test
  @Order(7)
  void aServiceThatIsDownIsUnknownAndNeverFine() {
    try (Look look = look(WIDE, ColorScheme.LIGHT)) {
      Page page = look.page();
      awaitAll(page);
      services.killFailover();
      services.sync().kill();

      for (String id : List.of("sites", "mirror", "operations", "drift", "history")) {
        Locator unknown = page.locator("#" + id + "[data-state=unknown]");
        assertThat(unknown).containsText("does not answer");
        assertThat(unknown.locator(".mark.fine")).hasCount(0);
        assertThat(unknown.locator(".mark.unknown").first()).isVisible();
      }
      assertThat(page.locator("#headline"))
          .hasAttribute("data-kind", Pattern.compile("unknown|bad"));
      assertThat(panel(page, "lag-history").locator("dl")).containsText("unknown");
      assertThat(panel(page, "checks")).isVisible();
      look.assertAccessible("two services down");
      look.screenshot("down");
      assertThat(look.errorsOfThePage()).isEmpty();
    }
  }
}
