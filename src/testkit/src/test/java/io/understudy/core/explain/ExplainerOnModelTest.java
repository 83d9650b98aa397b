package io.understudy.core.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.testkit.ModelEtcd;
import io.understudy.testkit.ModelStore;
import org.junit.jupiter.api.Test;

class ExplainerOnModelTest extends ExplainerCase {

  private final ModelEtcd source = new ModelEtcd(new ModelStore(1));
  private final ModelEtcd target = new ModelEtcd(new ModelStore(2));

  @Override
  Etcd source() {
    return source;
  }

  @Override
  Etcd target() {
    return target;
  }

  @Override
  void compactTarget(long revision) {
    target.compact(revision);
  }

  @Test
  void anEtcdThatDoesNotAnswerLeavesTheCauseUnknownAndIsNamed() {
    Bytes key = Bytes.utf8("/registry/configmaps/a/x");
    Difference difference = difference(Difference.Kind.MISSED, key);
    target.close();
    Cause cause = new Explainer(source, target, KEYS, classifier(), limit()).explain(difference);
    explainedBy(cause);
    assertThat(cause)
        .isInstanceOfSatisfying(
            Cause.Unknown.class, unknown -> assertThat(unknown.text()).contains("UNAVAILABLE"));
  }
}
