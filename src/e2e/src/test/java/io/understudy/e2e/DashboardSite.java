package io.understudy.e2e;

import com.microsoft.playwright.options.ColorScheme;
import io.understudy.e2e.Browser.Look;
import io.understudy.testkit.FaultLink;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Two sites, all services of site-b, and a browser at its page, which comes to it over a way of the
 * test's own.
 */
final class DashboardSite implements AutoCloseable {

  static final int WIDE = 1280;

  private static final int HIGH = 900;

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final TwoSites sites;
  private final SiteServices services;
  private final FaultLink way;
  private final Browser browser;

  /** Once it stands, both sides are verified. */
  static DashboardSite start(Path directory) {
    return start(directory, "");
  }

  /**
   * @param step of the runbook, at its end
   */
  static DashboardSite start(Path directory, String step) {
    return new DashboardSite(directory, step);
  }

  private DashboardSite(Path directory, String step) {
    try {
      sites = opened(new TwoSites(directory));
      services = sites.start(Dashboard.setup(sites));
      services.startFailover(sites.runbook(sites.b(), services).step(step).toString());
      services.awaitSound();
      TwoSites.verified(services);
      way = opened(FaultLink.to(Dashboard.start(services).address()));
      browser = opened(new Browser(way.endpoint()));
    } catch (RuntimeException | Error failure) {
      close();
      throw failure;
    }
  }

  private <T extends AutoCloseable> T opened(T one) {
    open.push(one);
    return one;
  }

  TwoSites sites() {
    return sites;
  }

  SiteServices services() {
    return services;
  }

  FaultLink way() {
    return way;
  }

  /** The page as a new visitor sees it. */
  Look look(int width, ColorScheme theme) {
    return browser.look(width, HIGH, theme);
  }

  /** The last one first. */
  @Override
  public void close() {
    RuntimeException wrong = null;
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception failure) {
        wrong = wrong == null ? new IllegalStateException("it does not end", failure) : wrong;
      }
    }
    if (wrong != null) {
      throw wrong;
    }
  }
}
