package io.understudy.failover.ports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HaProxyStateTest {

  private static final String STAT =
      """
      # pxname,svname,qcur,qmax,scur,smax,slim,stot,bin,bout,dreq,dresp,ereq,econ,eresp,wretr,wredis,status,
      etcd,FRONTEND,,,3,3,9984,3,0,0,0,0,0,,,,,PAUSED,
      members,one,0,0,1,1,,1,0,0,,0,,0,0,0,0,no check,
      members,BACKEND,0,0,1,1,999,1,0,0,0,0,,0,0,0,0,UP,
      other,FRONTEND,,,0,0,9984,0,0,0,0,0,0,,,,,OPEN,
      """;

  @Test
  void itFindsAFrontendsStatusAndSessions() {
    assertThat(HaProxyState.frontend(STAT, "etcd"))
        .isEqualTo(new HaProxyState.Found.Yes(new HaProxyState.Frontend("PAUSED", 3)));
  }

  @Test
  void aBackendIsNoFrontendAndTheKnownOnesAreTold() {
    assertThat(HaProxyState.frontend(STAT, "members"))
        .isEqualTo(new HaProxyState.Found.No(java.util.List.of("etcd", "other")));
  }

  @Test
  void somethingElseThanHaProxyIsToldApart() {
    assertThatThrownBy(() -> HaProxyState.frontend("HTTP/1.1 400 Bad Request", "etcd"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void onlyTheSessionsOfTheFrontendAreItsOwn() {
    String sess =
        """
        0x55ef45877c80: proto=tcpv4 src=127.0.0.1:42170 fe=etcd be=be srv=m1 ts=00
        0x55ef45995790: proto=tcpv4 src=127.0.0.1:38610 fe=etcd2 be=be srv=m1 ts=00
        0x7fe9e0042ac0: proto=tcpv4 src=127.0.0.1:40868 fe=GLOBAL be=<NONE> srv=<none>
        0x7fe9e0039d90: proto=tcpv4 src=127.0.0.1:42186 fe=etcd be=be srv=m1 ts=00
        """;

    assertThat(HaProxyState.sessions(sess, "etcd"))
        .containsExactly("0x55ef45877c80", "0x7fe9e0039d90");
  }
}
