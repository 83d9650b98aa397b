package io.understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.EtcdException.Kind;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.port.Txn;
import io.understudy.core.port.TxnOutcome;
import io.understudy.core.port.WatchStream;
import io.understudy.core.port.WatchStream.Message;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.etcd.GrpcEtcd;
import io.understudy.etcd.Login;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users with a password: their tokens, their rights, and what is said when either is missing. */
class LoginTest {

  private static final String SECRET = "a-secret-of-the-tests";
  private static final RangeQuery ALL = RangeQuery.count(KeyRange.ALL, 0);
  private static final Bytes KEY = Bytes.utf8("/registry/a");

  @TempDir private Path directory;
  private EtcdProcess process;
  private EtcdRoles roles;
  private Path password;
  private GrpcEtcd target;

  @BeforeEach
  void start() {
    process = EtcdProcess.start(EtcdOptions.standard().argument("--auth-token-ttl=30"));
    roles = new EtcdRoles(process, directory);
    password = roles.passwordFile("target", SECRET);
    roles.passwordFile("source", SECRET);
    roles.run("target-role", "target-user", "source-role-registry", "source-user").enable();
    target = connect("target", "understudy-target");
  }

  @AfterEach
  void stop() {
    target.close();
    process.close();
  }

  @Test
  void aUserWritesWhatItsRoleAllowsAndNothingElse() {
    assertThat(put(target, KEY)).isInstanceOf(TxnOutcome.Committed.class);
    assertThat(put(target, Bytes.utf8("/understudy/a"))).isInstanceOf(TxnOutcome.Committed.class);

    assertThat(put(target, Bytes.utf8("/other")))
        .isInstanceOfSatisfying(
            TxnOutcome.Rejected.class,
            rejected ->
                assertThat(rejected.cause().getMessage())
                    .contains("target as user 'understudy-target'")
                    .contains("permission denied")
                    .doesNotContain(SECRET));
    assertThat(target.range(ALL).await().count()).isEqualTo(2);
  }

  @Test
  void aTokenThatHasExpiredIsReplacedAndNobodyNotices() {
    assertThat(put(target, KEY)).isInstanceOf(TxnOutcome.Committed.class);
    process.restart();

    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> put(target, KEY) instanceof TxnOutcome.Committed);
    process.restart();
    try (WatchStream watch = target.watch(KeyRange.ALL, 1)) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> watch.next(Duration.ofSeconds(1)) instanceof Message.Changed);
    }
  }

  @Test
  void callsSideBySideAreAllRepeatedWithTheNewToken() {
    assertThat(put(target, KEY)).isInstanceOf(TxnOutcome.Committed.class);
    process.restart();
    awaitUp();

    assertThat(
            List.of(1, 2, 3, 4, 5, 6, 7, 8).stream()
                .map(i -> target.txn(txn(Bytes.utf8("/registry/" + i))))
                .toList())
        .allSatisfy(
            pending -> assertThat(pending.await()).isInstanceOf(TxnOutcome.Committed.class));
  }

  @Test
  void aNewPasswordIsReadFromTheFileAtTheNextLogin() {
    try (GrpcEtcd source = connect("source", "understudy-source")) {
      assertThat(source.range(registry()).await().count()).isZero();
      roles.passwordFile("source", "another-secret");
      roles.run("source-new-password");
      process.restart();
      awaitUp();

      assertThat(source.range(registry()).await().count()).isZero();
    }
  }

  @Test
  void aWrongPasswordIsDeniedByNameAndNeverShown() {
    roles.passwordFile("source", "a-wrong-secret");
    try (GrpcEtcd source = connect("source", "understudy-source")) {
      assertDenied(
          () -> source.range(registry()).await(),
          "source as user 'understudy-source'",
          "authentication failed");
    }
  }

  @Test
  void aPasswordFileThatIsGoneIsNamed() throws Exception {
    Files.delete(password);
    try (GrpcEtcd other = connect("target", "understudy-target")) {
      assertDenied(() -> other.range(ALL).await(), "cannot read " + password, "no such file");
    }
  }

  @Test
  void withoutAUserTheAnswerSaysWhichEndDeniesIt() {
    EtcdEndpoint nobody = EtcdEndpoint.of("source", List.of(process.endpoint()));
    try (GrpcEtcd source = GrpcEtcd.connect(nobody)) {
      assertDenied(() -> source.range(ALL).await(), "source: range", "user name is empty");
    }
  }

  @Test
  void aLimitedUserReadsItsPrefixAndIsDeniedTheRest() {
    try (GrpcEtcd source = connect("source", "understudy-source")) {
      assertThat(source.range(registry()).await().count()).isZero();
      assertDenied(() -> source.range(ALL).await(), "source as user", "permission denied");
      try (WatchStream watch = source.watch(KeyRange.ALL, 1)) {
        Message message =
            Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(
                    () -> watch.next(Duration.ofSeconds(1)), got -> !(got instanceof Message.Idle));
        assertThat(message)
            .isInstanceOfSatisfying(
                Message.Ended.class,
                ended -> assertThat(ended.cause().kind()).isEqualTo(Kind.DENIED));
      }
    }
  }

  @Test
  void aRevokedRoleDeniesAndAGrantedOneAllowsAgain() {
    assertThat(put(target, KEY)).isInstanceOf(TxnOutcome.Committed.class);
    roles.run("target-revoke");
    assertThat(put(target, KEY)).isInstanceOf(TxnOutcome.Rejected.class);

    roles.run("target-grant");
    assertThat(put(target, KEY)).isInstanceOf(TxnOutcome.Committed.class);
  }

  @Test
  void anEtcdWithoutUsersNeedsNoToken() {
    try (EtcdProcess open = EtcdProcess.start();
        GrpcEtcd etcd = connect(open.endpoint(), "target", "understudy-target")) {
      assertThat(put(etcd, KEY)).isInstanceOf(TxnOutcome.Committed.class);
    }
  }

  private void awaitUp() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> target.status().revision() > 0);
  }

  private static RangeQuery registry() {
    return RangeQuery.count(KeyRange.prefix(Bytes.utf8("/registry/")), 0);
  }

  private GrpcEtcd connect(String end, String user) {
    return connect(process.endpoint(), end, user);
  }

  private GrpcEtcd connect(String url, String end, String user) {
    Path file = directory.resolve(end + ".password");
    return GrpcEtcd.connect(EtcdEndpoint.of(end, List.of(url)).withLogin(new Login(user, file)));
  }

  private static TxnOutcome put(GrpcEtcd etcd, Bytes key) {
    return etcd.txn(txn(key)).await();
  }

  private static Txn txn(Bytes key) {
    return new Txn(List.of(), List.of(Txn.put(key, Bytes.utf8("value"))));
  }

  private static void assertDenied(ThrowingCallable call, String... parts) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            EtcdException.class, failure -> assertThat(failure.kind()).isEqualTo(Kind.DENIED))
        .hasMessageContainingAll(parts)
        .message()
        .doesNotContain("secret");
  }
}
