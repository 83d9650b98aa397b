package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the documents claim of each other and of the code. */
class PagesTest {

  private static final Pattern MESSAGE = Pattern.compile("^\\| `([^`]+)` \\|", Pattern.MULTILINE);
  private static final Pattern NAMESPACES =
      Pattern.compile("^    namespace:\n((?:    - .*\n)+)", Pattern.MULTILINE);
  private static final Pattern ALERT = Pattern.compile("\\bUnderstudy[A-Z]\\w+\\b");

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    List<String> faults = new ArrayList<>();
    int links = 0;
    for (Path page : Pages.all()) {
      for (String link : Pages.links(page)) {
        links++;
        faults.add(Pages.fault(page, link));
      }
    }
    faults.removeIf(String::isEmpty);

    assertThat(links).isGreaterThan(200);
    assertThat(faults).isEmpty();
  }

  @Test
  void aLinkThatLeadsNowhereIsNoticed() throws IOException {
    Path page = Sources.root().resolve("docs/alerts.md");

    assertThat(Pages.fault(page, "no-such-page.md")).contains("there is no no-such-page.md");
    assertThat(Pages.fault(page, "alerts.md#no-such-section")).contains("no-such-section");
    assertThat(Pages.fault(page, "#understudydrift")).isEmpty();
  }

  /** In the page {@code …} stands for what differs each time. */
  @Test
  void everyMessageToLookUpIsOneThatTheCodeHas() throws IOException {
    Sentences code = Sentences.ofTheCode();
    String page = Files.readString(Sources.root().resolve("docs/troubleshooting.md"));
    List<String> messages = MESSAGE.matcher(page).results().map(found -> found.group(1)).toList();
    List<String> missing = new ArrayList<>();
    for (String message : messages) {
      for (String fragment : message.split("…", -1)) {
        if (!code.contain(fragment.strip())) {
          missing.add(fragment);
        }
      }
    }

    assertThat(messages).hasSizeGreaterThan(50);
    assertThat(missing).isEmpty();
    assertThat(code.contain("a message that nothing says")).isFalse();
  }

  /** The command line knows nothing of the rules, so its list is written out. */
  @Test
  void whatTheCommandLineBacksUpIsWhatTheProfileLeavesOut() throws IOException {
    Path profile =
        Sources.root()
            .resolve("src/core/src/main/resources/io/understudy/core/scope/acp-global.yaml");
    Matcher namespaces = NAMESPACES.matcher(Files.readString(profile));
    assertThat(namespaces.find()).isTrue();
    String listed = namespaces.group(1).strip().replaceAll("\\s*\\n\\s*- ", ",").substring(2);

    assertThat(listed).contains("cpaas-system,").contains(",operators");
    assertThat(Sentences.ofTheCode().contain("\"" + listed + "\"")).as(listed).isTrue();
  }

  @Test
  void everyAlertThatPagesSpeakOfIsOneThatShips() throws IOException {
    TreeSet<String> shipped = new TreeSet<>();
    AlertFiles.alerts().forEach(alert -> shipped.add(alert.name()));
    TreeSet<String> spokenOf = new TreeSet<>();
    for (Path page : Pages.all()) {
      ALERT.matcher(Pages.prose(page)).results().forEach(found -> spokenOf.add(found.group()));
    }

    assertThat(spokenOf).isEqualTo(shipped);
  }
}
