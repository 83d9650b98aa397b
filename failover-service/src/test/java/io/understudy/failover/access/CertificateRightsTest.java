package io.understudy.failover.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.etcd.TlsFiles;
import io.understudy.testkit.TestCa;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificateRightsTest {

  private static final String TEXT =
      """
      # who: what
      cn=alice: [plan, drill]
      "dns=ops.example.com": ["*"]
      uri=spiffe://example.com/ops: [approve]
      """;

  @TempDir Path directory;

  @Test
  void aNameHasTheRightsOfItsLineAndNoOther() {
    CertificateRights rights = CertificateRights.parse(TEXT, "rights.yaml");

    assertThat(rights.allow(List.of("cn=alice"), Right.DRILL)).isTrue();
    assertThat(rights.allow(List.of("cn=alice"), Right.FAILOVER)).isFalse();
    assertThat(rights.allow(List.of("dns=alice"), Right.DRILL)).as("another kind").isFalse();
    assertThat(rights.allow(List.of("cn=bob", "dns=ops.example.com"), Right.FAILOVER)).isTrue();
    assertThat(rights.allow(List.of("uri=spiffe://example.com/ops"), Right.APPROVE)).isTrue();
    assertThat(rights.allow(List.of(), Right.PLAN)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "alice: [plan]|line 1: no name of a certificate; write cn=…",
        "cn=alice: plan|line 1: rights are a list; known: plan, drill",
        "cn=alice: [dance]|line 1: no such right; known: plan, drill",
        "- cn=alice|line 1: write names with their rights",
        "cn=: [plan]|line 1: no name of a certificate",
        "cn=a: [plan, [drill]]|line 1: no such right",
      })
  void whatIsNoSuchListIsRefusedWithItsLine(String text, String why) {
    assertThatThrownBy(() -> CertificateRights.parse(text, "rights.yaml"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rights.yaml " + why);
  }

  @Test
  void aNameIsThereOnce() {
    assertThatThrownBy(() -> CertificateRights.parse("cn=a: [plan]\ncn=a: [drill]", "f"))
        .hasMessageContaining("f line 2: 'cn=a' is there twice");
  }

  @Test
  void certificatesNameTheirCommonNameAndTheirHosts() {
    TestCa ca = new TestCa(directory, "ca");
    TestCa.Issued alice = ca.client("alice", "alice,O=people");
    TestCa.Issued server =
        ca.server("ops", List.of("ops.example.com"), Instant.now().plus(Duration.ofHours(1)));

    assertThat(CertificateNames.of(TlsFiles.certificates(alice.cert()).getFirst()))
        .containsExactly("cn=alice");
    assertThat(CertificateNames.of(TlsFiles.certificates(server.cert()).getFirst()))
        .containsExactly("cn=etcd", "dns=ops.example.com");
  }
}
