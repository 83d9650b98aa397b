package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The system's Chromium, without a window, looking at one address. */
final class Browser implements AutoCloseable {

  private static final double PATIENCE_MS = 240_000;
  private static final List<Integer> PASSING = List.of(502, 503, 504);
  private static final String ANSWERED =
      "Failed to load resource: the server responded with a status of ";
  private static final String NOT_REACHED = "Failed to load resource: net::";
  private static final int MOST_KEYS = 500;
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");

  private final Playwright playwright;
  private final com.microsoft.playwright.Browser chromium;
  private final String address;

  Browser(String address) {
    this.address = address;
    this.playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    this.chromium =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(executable())
                    .setTimeout(PATIENCE_MS)
                    .setArgs(List.of("--no-sandbox", "--disable-gpu")));
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
  }

  private static Path executable() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
        .map(folder -> Path.of(folder, "chromium"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "chromium is not on the PATH: scripts/test installs it on Debian (package"
                        + " chromium)"));
  }

  /** A page of its own, as another person's browser: nothing is remembered from one to the next. */
  Look look(int width, int height, ColorScheme theme) {
    BrowserContext context =
        chromium.newContext(
            new com.microsoft.playwright.Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setLocale("en-GB")
                .setColorScheme(theme));
    context.setDefaultTimeout(PATIENCE_MS);
    Look look = new Look(context);
    look.page().navigate(address + "/");
    return look;
  }

  @Override
  public void close() {
    chromium.close();
    playwright.close();
  }

  /** One page. */
  static final class Look implements AutoCloseable {

    private final BrowserContext context;
    private final Page page;
    private final List<String> errors = new ArrayList<>();

    private Look(BrowserContext context) {
      this.context = context;
      this.page = context.newPage();
      page.onConsoleMessage(
          message -> {
            if (message.type().equals("error")) {
              errors.add(message.text());
            }
          });
      page.onPageError(errors::add);
    }

    Page page() {
      return page;
    }

    /**
     * What the page's console has of errors. A service may not answer for a moment, which the page
     * shows and asks again: what the browser writes of that is none of the page's.
     *
     * @param statuses of answers that are expected besides
     */
    List<String> errorsBut(int... statuses) {
      return errors.stream()
          .filter(
              text ->
                  IntStream.concat(IntStream.of(statuses), PASSING.stream().mapToInt(each -> each))
                      .noneMatch(status -> text.startsWith(ANSWERED + status + " ")))
          .toList();
    }

    /**
     * The same where the way to the service is cut by the test: what the browser writes of that is
     * none of the page's.
     */
    List<String> errorsButOfTheWay(int... statuses) {
      return errorsBut(statuses).stream().filter(text -> !text.startsWith(NOT_REACHED)).toList();
    }

    /** Moves the focus on, as the key does, until it is there. */
    void tabTo(String selector) {
      for (int keys = 0; keys < MOST_KEYS; keys++) {
        if ((Boolean)
            page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector)) {
          return;
        }
        page.keyboard().press("Tab");
      }
      throw new AssertionError("the keyboard does not come to " + selector);
    }

    /** Writes where the focus comes to, instead of what stands there. */
    void typeAt(String selector, String text) {
      tabTo(selector);
      page.keyboard().press("Control+A");
      page.keyboard().type(text);
    }

    /** Kept with what the build made. */
    void screenshot(String name) {
      page.screenshot(
          new Page.ScreenshotOptions()
              .setPath(SCREENSHOTS.resolve(name + ".png"))
              .setFullPage(true));
    }

    /** What is in the window, for the documents; nothing if no file is wanted. */
    void picture(@Nullable String file) {
      if (file != null && !file.isBlank()) {
        page.evaluate("scrollTo(0, 0)");
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of(file)));
      }
    }

    /** Fails with each rule of axe-core that is broken, and where. */
    void assertAccessible(String when) {
      List<String> broken = new ArrayList<>();
      for (Rule rule : new AxeBuilder(page).setLegacyMode(true).analyze().getViolations()) {
        rule.getNodes()
            .forEach(node -> broken.add(rule.getId() + " at " + node.getHtml() + ": " + node));
      }
      assertThat(broken).as("axe-core on the page, %s", when).isEmpty();
    }

    /** Whether the page is wider than its window. */
    boolean isMovedSideways() {
      return (Boolean)
          page.evaluate(
              "document.documentElement.scrollWidth > document.documentElement.clientWidth");
    }

    @Override
    public void close() {
      context.close();
    }
  }
}
