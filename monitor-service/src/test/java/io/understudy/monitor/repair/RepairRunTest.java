package io.understudy.monitor.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.understudy.core.control.CheckLists.SurplusKey;
import io.understudy.core.control.CheckRecord.Healing;
import io.understudy.monitor.repair.RepairRun.Done;
import io.understudy.monitor.repair.RepairRun.RefusedException;
import io.understudy.service.rest.NotReachedException;
import io.understudy.service.settings.RestSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How sync-service is asked, batch after batch. */
class RepairRunTest {

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private FakeSync sync;

  @BeforeEach
  void start() throws IOException {
    sync = new FakeSync();
  }

  @AfterEach
  void stop() {
    sync.close();
  }

  private static List<String> keys(int count) {
    return IntStream.range(0, count).mapToObj(i -> "/registry/pods/a/" + i).toList();
  }

  private Done run(List<String> keys, SurplusKey... surplus) throws Exception {
    return new RepairRun(sync.client(), PATIENCE).run(new RepairPlan(keys, List.of(surplus), 0));
  }

  @Test
  void nothingToRepairAsksForNothing() throws Exception {
    assertThat(run(List.of()).outcomes()).isEmpty();
    assertThat(sync.asked).isEmpty();
  }

  @Test
  void everyKeyIsAskedForOnceAndItsOutcomePassedOn() throws Exception {
    sync.becomes.put("/registry/pods/a/1", "left-out");

    Done done = run(keys(3));

    assertThat(done.outcomes())
        .hasSize(3)
        .containsEntry("/registry/pods/a/0", "repaired")
        .containsEntry("/registry/pods/a/1", "left-out");
    assertThat(done.underWay()).isEmpty();
    assertThat(sync.asked).hasSize(1);
  }

  @Test
  void noBatchIsLargerThanItTakes() throws Exception {
    sync.maxKeys = 100;

    Done done = run(keys(1_700));

    assertThat(done.outcomes()).hasSize(1_700);
    assertThat(sync.asked).allMatch(body -> body.path("keys").size() <= 100);
  }

  @Test
  void whatOthersAskedForIsWaitedFor() throws Exception {
    sync.busyFor = 2;

    assertThat(run(keys(1)).outcomes()).hasSize(1);
  }

  @Test
  void surplusKeysGoWithTheirRevisionsOnceTheRestIsDone() throws Exception {
    sync.becomes.put("/registry/pods/a/s", "deleted");

    Done done = run(keys(1), new SurplusKey("/registry/pods/a/s", 5));

    assertThat(done.outcomes()).containsEntry("/registry/pods/a/s", "deleted");
    assertThat(sync.asked).hasSize(2);
    assertThat(sync.asked.getFirst().has("surplus")).isFalse();
    assertThat(sync.asked.getLast().toString())
        .isEqualTo("{\"surplus\":[{\"key\":\"/registry/pods/a/s\",\"revision\":5}]}");
  }

  @Test
  void aSurplusKeyThatOthersHungOnIsTriedAgainAsLongAsSomeGo() throws Exception {
    sync.becomes.put("/registry/pods/a/gone", "deleted");
    sync.becomes.put("/registry/pods/a/hung", "has-dependents");

    Done done =
        run(
            List.of(),
            new SurplusKey("/registry/pods/a/gone", 5),
            new SurplusKey("/registry/pods/a/hung", 6));

    assertThat(done.outcomes()).containsEntry("/registry/pods/a/hung", "has-dependents");
    assertThat(sync.asked).hasSize(2);
    assertThat(sync.asked.getLast().path("surplus")).hasSize(1);
  }

  @Test
  void whatIsNotDoneInTimeIsNamedAndTheRestIsNotAskedFor() throws Exception {
    sync.finishes = false;

    Done done =
        new RepairRun(sync.client(), Duration.ZERO)
            .run(new RepairPlan(keys(1_500), List.of(new SurplusKey("/registry/a", 1)), 0));

    assertThat(done.underWay()).contains("0");
    assertThat(done.notAsked()).isEqualTo(501);
    assertThat(sync.asked).hasSize(1);
  }

  @Test
  void aRefusalIsPassedOnInItsWords() {
    sync.refuses(409, "Site is promoted");

    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> run(keys(1)))
        .withMessageContaining("Site is promoted: for a test")
        .satisfies(refused -> assertThat(refused.isConflict()).isTrue());
  }

  @Test
  void aWrongTokenIsNoConflict() {
    sync.refuses(401, "Token missing or wrong");

    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> run(keys(1)))
        .withMessageContaining("401, Token missing or wrong")
        .satisfies(refused -> assertThat(refused.isConflict()).isFalse());
  }

  @Test
  void theTokenIsReadForEachCall(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("token"), "one\n");
    SyncClient client = sync.client(Optional.of(file));

    client.repair(keys(1), List.of());
    Files.writeString(file, "two\n");
    client.repair(keys(1), List.of());

    assertThat(sync.tokens).containsExactly("Bearer one", "Bearer two");
  }

  @Test
  void whoIsNotConfiguredIsToldApartFromWhoDoesNotAnswer() {
    SyncClient none = client(Optional.empty());
    SyncClient silent = client(Optional.of(URI.create("http://127.0.0.1:1")));

    assertThatExceptionOfType(NotReachedException.class)
        .isThrownBy(() -> none.repair(keys(1), List.of()))
        .withMessageContaining("understudy.sync.url")
        .satisfies(failure -> assertThat(failure.isConfigured()).isFalse());
    assertThatExceptionOfType(NotReachedException.class)
        .isThrownBy(() -> silent.repair(keys(1), List.of()))
        .satisfies(failure -> assertThat(failure.isConfigured()).isTrue());
    assertThat(none.healing()).isEmpty();
    assertThat(silent.healing()).isEmpty();
  }

  @Test
  void whatItHealedByItselfIsInItsStatus() {
    assertThat(sync.client().healing()).contains(new Healing(7, 2));
  }

  private static SyncClient client(Optional<URI> url) {
    return new SyncClient(new RestSettings("sync", url, Optional.empty(), Duration.ofSeconds(30)));
  }
}
