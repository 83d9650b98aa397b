package io.understudy.core.explain;

import static io.understudy.core.explain.Objects.configMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.Txn;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Keys that hang on leases. */
abstract class LeasesExplainedCase extends WritersExplainedCase {

  private static final long LONG_SECONDS = 600;

  private final Bytes value = configMap("a", "some").value();
  private long leaseOnTarget;

  private void mirroredWithLease() {
    leaseOnTarget = target().grantLease(LONG_SECONDS);
    onSource(new Txn.Write.Put(SOME, value, source().grantLease(LONG_SECONDS)));
    byMirror(KEYS.checkpoint(), new Txn.Write.Put(SOME, value, leaseOnTarget));
  }

  @Test
  void whatWentWithItsLeaseOnTheStandbyIsNotTakenForDeletedByAnyone() {
    mirroredWithLease();
    target().revokeLease(leaseOnTarget);
    long gone = revision(target());
    mirrored(OWNER, owner.value());

    Cause cause = explain(missed(SOME));

    assertThat(cause).isEqualTo(new Cause.LeaseRanOut(OptionalLong.of(gone)));
    assertThat(cause.id()).isEqualTo("lease-ran-out");
    assertThat(cause.text()).contains("lease").contains("revision " + gone);
  }

  @Test
  void whatSomebodyDeletedWhileItsLeaseGoesOnWasDeleted() {
    mirroredWithLease();
    long deleted = onTarget(Txn.delete(SOME));

    assertThat(explain(missed(SOME))).isEqualTo(deletedAt(deleted));
  }

  @Test
  void afterACompactionTheLeaseOfTheSourcesKeyTells() {
    mirroredWithLease();
    target().revokeLease(leaseOnTarget);
    mirrored(OWNER, owner.value());
    compactTarget(revision(target()));

    assertThat(explain(missed(SOME))).isEqualTo(new Cause.LeaseRanOut(OptionalLong.empty()));
  }

  @Test
  void whatTheMirrorItselfDeletedDidNotRunOut() {
    mirroredWithLease();
    byMirror(KEYS.checkpoint(), Txn.delete(SOME));

    assertThat(explain(missed(SOME)))
        .isInstanceOfSatisfying(
            Cause.Unknown.class,
            unknown -> assertThat(unknown.text()).contains("the mirror itself deleted it"));
  }
}
