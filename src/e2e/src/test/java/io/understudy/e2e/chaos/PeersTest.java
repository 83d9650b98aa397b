package io.understudy.e2e.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PeersTest {

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final String NOBODY = "0";

  @Test
  void aLeaderThatIsCutOffIsReplacedAndLeadsNobodyAndFollowsAgainOnceItIsLetIn() {
    try (ChaosEtcd etcd = ChaosEtcd.start("etcd", Optional.empty())) {
      EtcdAdmin admin = etcd.admin();
      String former = admin.leader(0);
      int cutOff = number(admin, former);
      List<Integer> others =
          IntStream.range(0, ChaosPlan.MEMBERS).filter(i -> i != cutOff).boxed().toList();

      etcd.peers().cutOff(cutOff);

      await("the others have another leader, and it has none")
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(
              () ->
                  others.stream().allMatch(i -> isLed(admin, i, former))
                      && admin.leader(cutOff).equals(NOBODY));
      etcd.peers().letIn(cutOff);

      await("all have the same leader")
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(
              () ->
                  isLed(admin, cutOff, NOBODY)
                      && admin.leader(cutOff).equals(admin.leader(others.getFirst())));
      assertThat(etcd.revision()).isPositive();
    }
  }

  private static boolean isLed(EtcdAdmin admin, int member, String notBy) {
    return !List.of(NOBODY, notBy).contains(admin.leader(member));
  }

  private static int number(EtcdAdmin admin, String id) {
    return IntStream.range(0, ChaosPlan.MEMBERS)
        .filter(i -> admin.memberId(i).equals(id))
        .findFirst()
        .orElseThrow();
  }
}
