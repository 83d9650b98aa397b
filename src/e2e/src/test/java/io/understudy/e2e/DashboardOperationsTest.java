package io.understudy.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.understudy.e2e.Browser.Look;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * A failover by the page: who may not, what is refused, and one from its plan to its end by the
 * keyboard alone, over a way to the service that breaks and falls silent.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DashboardOperationsTest {

  private static final int UNAUTHORIZED = 401;
  private static final int CONFLICT = 409;
  private static final int STALE = 412;

  /** Notes whether the panel says so, be it for a moment only. */
  private static final String NOTE_AGE =
      """
      () => {
        window.saidOld = false;
        const look = () => {
          const panel = document.querySelector('#mirror[data-state=unknown]');
          window.saidOld ||= panel !== null && panel.textContent.includes('the last answer came at');
        };
        new MutationObserver(look).observe(document.body,
          { subtree: true, childList: true, characterData: true, attributes: true });
      }
      """;

  @TempDir private static Path directory;

  private static DashboardSite site;

  @BeforeAll
  static void start() {
    site =
        DashboardSite.start(
            directory,
            "- {name: look-at-it, type: approve, in: failover, with: {message: look there}}\n");
  }

  @AfterAll
  static void stop() {
    if (site != null) {
      site.close();
    }
  }

  @Test
  @Order(1)
  void whoIsNotKnownPlansNothingAndTheTokenIsKeptNowhere() {
    try (Look look = site.look(DashboardSite.WIDE, ColorScheme.LIGHT)) {
      Page page = look.page();
      Dashboard.awaitAll(page);
      assertThat(page.locator("button[data-verb=failover]")).isDisabled();
      Dashboard.signIn(page, "a-token-of-nobody");
      Dashboard.planUnknown(page);

      assertThat(page.locator("#start-trouble")).containsText("You are not known by this token");
      assertThat(page.locator("#token")).isVisible();
      assertThat(page.locator("#plan")).hasCount(0);
      look.screenshot("bad-token");

      Dashboard.signIn(page, SiteServices.TOKEN);
      Object kept =
          page.evaluate(
              "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie,"
                  + " location.href, document.documentElement.outerHTML])");
      assertThat(kept.toString()).doesNotContain(SiteServices.TOKEN).doesNotContain("of-nobody");
      page.reload();
      assertThat(page.locator("#token")).isVisible();
      assertThat(look.errorsBut(UNAUTHORIZED)).isEmpty();
    }
  }

  @Test
  @Order(2)
  void aFailoverIsTypedThroughAndRefusedWhileThePrimaryServes() {
    try (Look look = site.look(DashboardSite.WIDE, ColorScheme.DARK)) {
      Page page = look.page();
      Dashboard.awaitAll(page);
      Dashboard.signIn(page, SiteServices.TOKEN);
      Dashboard.plan(page, "failover");

      String watermark = Dashboard.shownWatermark(page);
      assertThat(page.locator("#loss")).containsText("watermark " + watermark);
      assertThat(page.locator("#plan li").first()).isVisible();
      look.assertAccessible("a plan of a failover");
      Locator begin = page.locator("#begin");
      assertThat(begin).isDisabled();
      page.locator("#confirm-site").fill("site-a");
      assertThat(page.locator("#confirm-lacks")).containsText("the site's name, site-b");
      page.locator("#confirm-site").press("Enter");
      assertThat(page.locator("#plan")).isVisible();
      page.locator("#confirm-site").fill("site-b");
      assertThat(page.locator("#confirm-lacks")).containsText("the watermark, " + watermark);
      assertThat(begin).isDisabled();
      page.locator("#confirm-watermark").fill(watermark);
      assertThat(begin).isEnabled();
      look.screenshot("failover-plan");
      page.locator("#confirm-watermark").press("Enter");
      Dashboard.awaitRefusal(page, "still serves");
      assertThat(site.services().failover().get("/api/v1/operations").body().path("operations"))
          .isEmpty();
      look.screenshot("failover-refused");
      assertThat(look.errorsBut(CONFLICT, STALE)).isEmpty();
    }
  }

  @Test
  @Order(3)
  void aFailoverGoesByTheKeyboardAloneThroughAWayThatBreaks() {
    try (Look look = site.look(DashboardSite.WIDE, ColorScheme.LIGHT)) {
      Page page = look.page();
      Dashboard.awaitAll(page);
      look.typeAt("#token", SiteServices.TOKEN);
      page.keyboard().press("Enter");
      assertThat(page.locator("#signed-in")).isVisible();
      Dashboard.until(() -> isBegun(look));

      assertThat(page.locator("#live[data-state=waiting][data-live=true]")).isVisible();
      assertThat(page.locator("#live [role=alert]")).containsText("look-at-it");
      assertThat(page.locator("#headline[data-kind=bad]")).containsText("Operations");
      look.assertAccessible("an operation that waits");
      look.screenshot("waits");
      breakTheWay(page);
      silenceTheWay(page);

      look.tabTo("[data-say=approve]");
      page.keyboard().press("Enter");
      look.typeAt("#say-comment", "looked there");
      page.keyboard().press("Enter");
      assertThat(page.locator("#live[data-state=succeeded]")).isVisible();
      assertThat(page.locator("#live [data-step=look-at-it]")).hasAttribute("data-phase", "done");
      assertThat(page.locator("#live [data-step=promote]")).hasAttribute("data-phase", "done");
      assertThat(page.locator("#sites .role").first()).hasText("primary");
      look.assertAccessible("after a failover");
      look.screenshot("failover");
      assertThat(look.errorsButOfTheWay(CONFLICT, STALE)).isEmpty();
    }
  }

  /** What was planned may not hold any more a moment later; then it is planned anew. */
  private static boolean isBegun(Look look) {
    Page page = look.page();
    look.tabTo("button[data-verb=failover]");
    page.keyboard().press("Enter");
    if (!Dashboard.isPlan(page, "failover")) {
      return false;
    }
    look.typeAt("#confirm-site", "site-a");
    page.keyboard().press("Enter");
    assertThat(page.locator("#confirm-lacks")).containsText("the site's name, site-b");
    look.typeAt("#confirm-site", "site-b");
    look.typeAt("#confirm-watermark", Dashboard.shownWatermark(page));
    look.typeAt("#confirm-force", "a test of the page");
    page.keyboard().press("Enter");
    assertThat(page.locator("#live, #start-trouble").first()).isVisible();
    return page.locator("#live").isVisible();
  }

  /** The stream is made anew. */
  private static void breakTheWay(Page page) {
    site.way().cut();
    assertThat(page.locator("#live[data-live=true]")).hasCount(0);
    assertThat(page.locator("#mirror[data-state=unknown]")).containsText("gives no answer");
    assertThat(page.locator("#mirror .mark.fine")).hasCount(0);
    site.way().heal();
    assertThat(page.locator("#live[data-state=waiting][data-live=true]")).isVisible();
    assertThat(Dashboard.panel(page, "mirror")).isVisible();
  }

  /** Answers that grow old are not held to be true. */
  private static void silenceTheWay(Page page) {
    page.evaluate(NOTE_AGE);
    site.way().stall();
    Locator old = page.locator("#mirror[data-state=unknown]");
    assertThat(old).isVisible();
    assertThat(old.locator(".mark.fine")).hasCount(0);
    assertThat(page.locator("#headline")).hasAttribute("data-kind", Pattern.compile("unknown|bad"));
    Dashboard.until(() -> (Boolean) page.evaluate("() => window.saidOld"));
    site.way().heal();
    assertThat(Dashboard.panel(page, "mirror")).isVisible();
    assertThat(page.locator("#live[data-state=waiting][data-live=true]")).isVisible();
  }
}
