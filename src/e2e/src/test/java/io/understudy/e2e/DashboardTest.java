package io.understudy.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import io.understudy.e2e.Browser.Look;
import java.nio.file.Path;
import java.util.List;
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

  private static final Pattern READY = Dashboard.word("ready, with warnings");
  private static final Pattern MEASURED = Pattern.compile("^([0-9.]+ s|[0-9]+ min [0-9]+ s)");
  private static final int PHONE = 360;
  private static final int RTO = 3;
  private static final int CONFLICT = 409;
  private static final int STALE = 412;

  @TempDir private static Path directory;

  private static DashboardSite site;

  @BeforeAll
  static void start() {
    site = DashboardSite.start(directory);
    Dashboard.driftAndMend(site.sites().b(), site.services());
  }

  @AfterAll
  static void stop() {
    if (site != null) {
      site.close();
    }
  }

  @Test
  @Order(1)
  void everyPanelShowsWhatTheServicesSay() {
    try (Look look = site.look(DashboardSite.WIDE, ColorScheme.LIGHT)) {
      Page page = look.page();
      Dashboard.awaitAll(page);

      assertThat(Dashboard.panel(page, "sites")).containsText("site-a");
      assertThat(Dashboard.panel(page, "sites")).containsText("site-b");
      assertThat(Dashboard.panel(page, "sites")).containsText("to the other site");
      assertThat(page.locator("#sites .role")).hasText(new String[] {"standby", "primary"});
      assertThat(page.locator("#sites .term"))
          .hasText(new Pattern[] {Pattern.compile("[0-9]+"), Pattern.compile("0")});
      assertThat(page.locator("#watermark")).hasText(Pattern.compile("[0-9,]+"));
      assertThat(page.locator("#lag")).hasText(Pattern.compile("[0-9.]+ (s|min.*|h.*)"));
      assertThat(page.locator("#lag-history canvas").first()).isVisible();
      assertThat(Dashboard.ticksThatReadAlike(page)).as("ticks that read alike").isEmpty();
      page.locator("#lag-history summary").click();
      assertThat(page.locator("#lag-history tbody tr").first()).containsText("UTC");
      assertThat(Dashboard.panel(page, "checks").locator(".head .mark.fine"))
          .hasText(Dashboard.word("consistent"));
      assertThat(Dashboard.panel(page, "checks")).containsText("at the primary");
      assertThat(Dashboard.panel(page, "drift")).containsText("kubectl-edit");
      assertThat(Dashboard.panel(page, "readiness")).containsText("gc-safety");
      assertThat(Dashboard.panel(page, "readiness").locator("[data-result]").nth(10)).isAttached();
      assertReadinessIsProved(page);
      assertThat(Dashboard.panel(page, "history")).containsText("No operation yet.");
      assertThat(Dashboard.panel(page, "mirror").locator(".head .mark.fine"))
          .hasText(Dashboard.word("follows"));
      assertThat(page.locator("#headline"))
          .hasAttribute("data-kind", Pattern.compile("warn|bad|unknown"));
      assertThat(page.locator("#headline")).containsText("Drift on the standby");
      assertThat(page.locator("#headline")).not().containsText("The mirror now");
      assertThat(page.locator("#headline")).not().containsText("The last checks");
      assertThat(look.errorsBut()).as("errors in the console").isEmpty();
      look.screenshot("light");
    }
  }

  /** As monitor-service has it of a precheck that cannot be told here, and of one that passes. */
  private static void assertReadinessIsProved(Page page) {
    Locator vip = page.locator("#readiness .check:has(code:text-is('standby-vip'))");
    assertThat(vip).hasAttribute("data-result", "UNKNOWN");
    assertThat(vip).containsText("→ Set it (docs/configuration.md).");
    assertThat(page.locator("#readiness .verdict .mark").first()).hasText(READY);
    vip.locator("summary").click();
    assertThat(vip.locator("details li").first()).isVisible();
    assertThat(vip.locator("details li").first()).containsText("understudy.readiness.target-vip");
    Locator etcd = page.locator("#readiness .check:has(code:text-is('standby-etcd'))");
    assertThat(etcd).hasAttribute("data-result", "PASS");
    page.locator("#readiness details:has(> ul.checks) > summary").click();
    etcd.locator("summary").click();
    assertThat(etcd.locator("details li").first()).isVisible();
    assertThat(etcd.locator("details li").first()).containsText("bytes used");
  }

  @Test
  @Order(2)
  void aPhoneIsWideEnoughInBothLanguages() {
    try (Look look = site.look(PHONE, ColorScheme.DARK)) {
      Page page = look.page();
      Dashboard.awaitAll(page);
      assertThat(look.isMovedSideways()).as("moved sideways, in English").isFalse();
      look.assertAccessible("on a phone");
      look.screenshot("phone");

      page.getByLabel("Language").selectOption("zh");
      assertThat(page.locator("#sites h2")).hasText("两个站点");
      assertThat(page.locator("html")).hasAttribute("lang", "zh-CN");
      assertThat(page.locator("#headline")).not().containsText("headline.");
      assertThat(look.isMovedSideways()).as("moved sideways, in Chinese").isFalse();
      look.assertAccessible("on a phone, in Chinese");
      look.screenshot("phone-chinese");

      Locator checks = page.locator("#readiness .check");
      assertThat(page.locator("#readiness .check:has(code:text-is('gc-safety')) strong"))
          .hasText("垃圾回收");
      assertThat(checks.first().locator("[lang=en]").first()).isAttached();
      assertThat(page.locator("#sites .role").first()).hasText("备站");
      assertThat(page.locator("#sites .site [lang=en]").last()).containsText("the primary");
      assertThat(Dashboard.wordsOfOneLanguage(page)).as("words of one language alone").isEmpty();
      DashboardNames.assertAll(page, site.services());
      assertThat(look.errorsBut()).as("errors in the console").isEmpty();
    }
  }

  @Test
  @Order(3)
  void bothThemesAreAccessible() {
    for (ColorScheme theme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      try (Look look = site.look(DashboardSite.WIDE, theme)) {
        Dashboard.awaitAll(look.page());
        assertThat(look.page().locator("#lag-history canvas").first()).isVisible();
        look.assertAccessible(theme + " by the system");
        look.screenshot(theme == ColorScheme.DARK ? "dark" : "light-again");
      }
    }
    try (Look look = site.look(DashboardSite.WIDE, ColorScheme.LIGHT)) {
      Dashboard.awaitAll(look.page());
      look.page().getByLabel("Colours").selectOption("dark");
      assertThat(look.page().locator("html")).hasAttribute("data-theme", "dark");
      look.assertAccessible("dark by choice");
    }
  }

  @Test
  @Order(4)
  void aDrillIsBegunByTheSitesNameAndFollowedLive() {
    try (Look look = site.look(DashboardSite.WIDE, ColorScheme.LIGHT)) {
      Page page = look.page();
      Dashboard.awaitAll(page);
      Dashboard.signIn(page, SiteServices.TOKEN);
      Dashboard.begin(page, "drill");

      assertThat(page.locator("#live[data-state=succeeded]")).isVisible();
      Dashboard.awaitEvent(page, page.locator("#live dl code").innerText(), "succeeded");
      assertThat(page.locator("#live [data-step=promote]")).containsText("rehearsed");
      assertThat(page.locator("#live [data-step=switch-dns]")).hasAttribute("data-phase", "undone");
      assertThat(page.locator("#history tbody tr").first()).containsText("drill");
      assertThat(page.locator("#history tbody tr").first()).containsText("succeeded");
      look.assertAccessible("after a drill");
      look.screenshot("drill");
      look.picture(System.getProperty("dashboard.image"));
      assertThat(look.errorsBut(CONFLICT, STALE)).isEmpty();
    }
  }

  @Test
  @Order(5)
  void anAnswerOfAnotherVersionIsUnknownUntilOneCanBeRead() {
    try (Look look = site.look(DashboardSite.WIDE, ColorScheme.LIGHT)) {
      Page page = look.page();
      Dashboard.awaitAll(page);
      page.route(
          Pattern.compile("/api/v1/checks\\?"),
          route ->
              route.fulfill(
                  new Route.FulfillOptions().setContentType("application/json").setBody("{}")));

      Locator unknown = page.locator("#checks[data-state=unknown]");
      assertThat(unknown).containsText("not as this page knows it");
      assertThat(page.locator("#checks")).hasCount(1);
      assertThat(page.locator("#checks .mark.fine")).hasCount(0);
      assertThat(page.locator("#headline"))
          .containsText(Pattern.compile("Not known:.*The last checks"));
      look.assertAccessible("an answer that cannot be read");
      page.unrouteAll();
      assertThat(Dashboard.panel(page, "checks").locator(".head .mark.fine"))
          .hasText(Dashboard.word("consistent"));
      assertThat(look.errorsBut()).allMatch(text -> text.contains("TypeError"));
    }
  }

  @Test
  @Order(6)
  void aDifferenceIsShownByClassAndCauseWithWhatToDo() {
    try (Look look = site.look(DashboardSite.WIDE, ColorScheme.LIGHT)) {
      Page page = look.page();
      Dashboard.awaitAll(page);
      site.sites().b().client().put(Dashboard.WRITTEN, Dashboard.BY_HAND);
      Locator checks = Dashboard.panel(page, "checks");
      Dashboard.checkUntil(site.services(), checks.locator(".head .mark.bad"));
      assertThat(checks.locator(".head .mark.bad")).hasText(Dashboard.word("not consistent"));
      assertThat(checks.locator("dl")).containsText("surplus 1");
      assertThat(checks).containsText("written on the standby");
      assertThat(checks).containsText("Stop who writes there");
      assertThat(checks).containsText("understudy repair ");
      assertThat(page.locator("#headline")).containsText("Not as it should be:");
      look.assertAccessible("a difference");
      site.sites().b().client().delete(Dashboard.WRITTEN);
      Dashboard.checkUntil(site.services(), checks.locator(".head .mark.fine"));
      assertThat(look.errorsBut()).isEmpty();
    }
  }

  @Test
  @Order(7)
  void aSwitchoverIsBegunByTheSitesNameAndMakesThisSiteThePrimary() {
    try (Look look = site.look(DashboardSite.WIDE, ColorScheme.DARK)) {
      Page page = look.page();
      Dashboard.awaitAll(page);
      Dashboard.signIn(page, SiteServices.TOKEN);
      Dashboard.begin(page, "switchover");

      assertThat(page.locator("#live[data-state=succeeded]")).isVisible();
      assertThat(page.locator("#live [data-step=promote]")).hasAttribute("data-phase", "done");
      assertMeasured(page.locator("#history tbody tr").first());
      assertThat(page.locator("#sites .role").first()).hasText("primary");
      assertThat(Dashboard.panel(page, "sites")).containsText("to this site");
      assertThat(Dashboard.panel(page, "mirror").locator(".head .mark.fine")).isVisible();
      look.assertAccessible("after a switchover");
      look.screenshot("switchover");
      assertThat(look.errorsBut(CONFLICT, STALE)).isEmpty();
    }
  }

  /** With what they are counted from. */
  private static void assertMeasured(Locator run) {
    assertThat(run).containsText("switchover");
    Locator rto = run.locator("td").nth(RTO);
    assertThat(rto).hasText(MEASURED);
    assertThat(rto.locator("small")).isVisible();
    Locator rpo = run.locator("td").nth(RTO + 1);
    assertThat(rpo).hasText(MEASURED);
    assertThat(rpo.locator("small")).isVisible();
  }

  @Test
  @Order(8)
  void aServiceThatIsDownIsUnknownAndNeverFine() {
    try (Look look = site.look(DashboardSite.WIDE, ColorScheme.LIGHT)) {
      Page page = look.page();
      Dashboard.awaitAll(page);
      site.services().killFailover();
      site.services().sync().kill();

      for (String id : List.of("sites", "mirror", "operations", "drift", "history")) {
        Locator unknown = page.locator("#" + id + "[data-state=unknown]");
        assertThat(unknown).containsText("does not answer");
        assertThat(unknown.locator(".mark.fine")).hasCount(0);
        assertThat(unknown.locator(".mark.unknown").first()).isVisible();
      }
      assertThat(page.locator("#headline"))
          .hasAttribute("data-kind", Pattern.compile("unknown|bad"));
      assertThat(page.locator("#headline")).containsText("The mirror now");
      assertThat(page.locator("#headline")).containsText("Drift on the standby");
      assertThat(Dashboard.panel(page, "lag-history").locator("dl")).containsText("unknown");
      assertThat(Dashboard.panel(page, "checks")).isVisible();
      look.assertAccessible("two services down");
      look.screenshot("down");
      assertThat(look.errorsBut()).isEmpty();
    }
  }
}
