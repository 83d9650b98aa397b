package io.understudy.testkit.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.understudy.core.encryption.EncryptionConfiguration;
import io.understudy.core.encryption.EncryptionFileException;
import io.understudy.core.failover.Parameter;
import io.understudy.core.failover.Runbook;
import io.understudy.core.failover.RunbookException;
import io.understudy.core.failover.StepType;
import io.understudy.core.scope.RuleFile;
import io.understudy.core.scope.RuleFileException;
import io.understudy.core.scope.Rules;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Files that people write, damaged by chance: they are read, or refused with the file's name and
 * what is wrong, and never with a key that they hold.
 */
class HostileTextTest {

  private static final int DAMAGED = 4_000;
  private static final String FILE = "given.yaml";

  private static final String RULES =
      """
      version: 1
      extends: none
      rules:
      - name: no-leases
        match: {group: coordination.k8s.io, resource: leases, namespace: [kube-system, "a*"]}
        place: leave-out
        reason: each site elects its own
      - name: parked
        match:
          resource: ["*"]
          labels: {app: [web]}
        place: park
        reason: it acts on the world
      """;

  private static final String RUNBOOK =
      """
      version: 1
      steps:
      - name: look
        type: look
        in: [switchover, failover]
        timeout-seconds: 30
        retries: 2
        remedy: again
        with: {seconds: 5, names: [a, b], text: "${site.name:none}"}
      - name: again
        type: look
        with: {seconds: 1}
      """;

  private static final String KEY = "c2VjcmV0IGlzIHNlY3VyZSwgaXMgaXQ/IDEyMzQ1Njc=";

  private static final int PIECE = 12;

  /** All of it that would help somebody to find the rest. */
  private static final String[] PIECES =
      IntStream.rangeClosed(0, KEY.length() - PIECE)
          .mapToObj(at -> KEY.substring(at, at + PIECE))
          .toArray(String[]::new);

  private static final String ENCRYPTION =
      """
      apiVersion: apiserver.config.k8s.io/v1
      kind: EncryptionConfiguration
      resources:
      - resources: [secrets, "*.apps"]
        providers:
        - aescbc:
            keys:
            - {name: one, secret: %s}
        - identity: {}
      """
          .formatted(KEY);

  private static final StepType LOOK =
      new StepType(
          "look",
          "Looks.",
          StepType.InDrill.REAL,
          StepType.Nature.PLAIN,
          List.of(
              Parameter.number("seconds", "how long", 1, 60),
              Parameter.texts("names", "of what").optional(),
              Parameter.text("text", "anything").optional()));

  @Test
  void rules() {
    damage(
        RULES, text -> RuleFile.parse(text, FILE, Rules.Options.DEFAULT), RuleFileException.class);
  }

  @Test
  void runbooks() {
    damage(
        RUNBOOK,
        text -> Runbook.parse(text, FILE, List.of(LOOK), Map.of("site.name", "b")),
        RunbookException.class);
  }

  @Test
  void encryptionKeys() {
    damage(
        ENCRYPTION,
        text -> EncryptionConfiguration.parse(text, FILE),
        EncryptionFileException.class);
  }

  private static void damage(
      String good, Consumer<String> read, Class<? extends RuntimeException> refusal) {
    read.accept(good);
    Mutations mutations = new Mutations(good.length());
    int refused = 0;
    for (int i = 0; i < DAMAGED; i++) {
      byte[] bad = mutations.of(good.getBytes(StandardCharsets.UTF_8));
      String text = new String(bad, StandardCharsets.UTF_8);
      try {
        read.accept(text);
      } catch (RuntimeException failure) {
        refused++;
        if (!refusal.isInstance(failure)) {
          fail("damage " + i + " is not refused but breaks off:\n" + text, failure);
        }
        assertThat(failure.getMessage()).as("damage %d", i).contains(FILE).doesNotContain(PIECES);
      }
    }
    assertThat(refused).as("most are refused").isGreaterThan(DAMAGED / 2);
  }
}
