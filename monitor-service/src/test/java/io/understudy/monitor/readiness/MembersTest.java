package io.understudy.monitor.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.readiness.Fact;
import io.understudy.core.readiness.Facts;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.etcd.EtcdMembers;
import io.understudy.testkit.EtcdCluster;
import io.understudy.testkit.EtcdProcess;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That one member answers says nothing of the others. */
class MembersTest {

  private static List<Facts.Member> ask(List<String> endpoints) {
    EtcdEndpoint end = EtcdEndpoint.of("source", endpoints).withCallTimeout(Duration.ofSeconds(30));
    try (Members members = new Members(end)) {
      return members.ask();
    }
  }

  @Test
  void membersThatNoEndpointLeadsToAreTold() {
    try (EtcdCluster etcd = EtcdProcess.cluster(2)) {
      List<String> endpoints = etcd.endpoints();

      assertThat(ask(endpoints)).hasSize(2).allMatch(Facts.Member::asked);
      assertThat(ask(endpoints.subList(0, 1)))
          .hasSize(2)
          .last()
          .satisfies(
              other -> {
                assertThat(other.asked()).isFalse();
                assertThat(other.endpoint()).contains("etcd1").contains(endpoints.getLast());
                assertThat(other.status()).isInstanceOf(Fact.Unknown.class);
              });
    }
  }

  private static EtcdMembers.Member member(long id, String... urls) {
    return new EtcdMembers.Member(id, id == 3 ? "" : "m" + id, List.of(urls));
  }

  @Test
  void oneThatIsNamedAndSilentIsToldOnce() {
    EtcdMembers list =
        new EtcdMembers(
            1, List.of(member(1, "http://a:2379"), member(2, "http://b:2379/"), member(3)));

    assertThat(
            Unasked.of(
                List.of("http://vip:2379", "b:2379"),
                List.of(Fact.known(list), Fact.unknown("silent"))))
        .extracting(Facts.Member::endpoint)
        .containsExactly("member 3 []");
  }

  @Test
  void whereNobodySaysWhoThereIsThatIsTold() {
    assertThat(Unasked.of(List.of("http://vip:2379"), List.of(Fact.unknown("permission denied"))))
        .singleElement()
        .satisfies(
            others -> {
              assertThat(others.asked()).isFalse();
              assertThat(others.status())
                  .isEqualTo(Fact.unknown("which there are is not known: permission denied"));
            });
  }
}
