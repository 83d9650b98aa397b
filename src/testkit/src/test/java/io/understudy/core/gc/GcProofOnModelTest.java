package io.understudy.core.gc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.core.encryption.BothEnds;
import io.understudy.core.encryption.EncryptionConfiguration;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.Pending;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.port.Txn;
import io.understudy.core.scope.Classifier;
import io.understudy.core.scope.Rules;
import io.understudy.testkit.Captures;
import io.understudy.testkit.Encryptor;
import io.understudy.testkit.ModelEtcd;
import io.understudy.testkit.ModelStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GcProofOnModelTest extends GcProofCase {

  private final ModelEtcd model = new ModelEtcd(new ModelStore(1));

  @Override
  Etcd etcd() {
    return model;
  }

  @Override
  void compact(long revision) {
    model.compact(revision);
  }

  @Test
  void whatComesMeanwhileIsNotMixedIn() {
    Etcd busy =
        beforeRange(
            read -> {
              if (read == 2) {
                delete("/registry/deployments/app-1/web");
              }
            });
    assertThat(prove(busy, LIMITS).now().isSafe()).isTrue();
    assertThat(prove().now().isSafe()).isFalse();
  }

  @Test
  void aPinLostToCompactionStartsTheReadingOverAtAFreshRevision() {
    Etcd compacting =
        beforeRange(
            read -> {
              if (read == 3) {
                delete("/registry/deployments/app-1/web");
                compact(etcd().status().revision());
              }
            });
    GcReport report = prove(compacting, LIMITS);
    assertThat(report.starts()).isEqualTo(2);
    assertThat(report.revision()).isEqualTo(etcd().status().revision());
    assertThat(report.now().count(GcVerdict.DELETED)).isOne();
  }

  @Test
  void aCompactionThatAlwaysOvertakesItEndsIt() {
    int[] ranges = {0};
    Etcd compacting =
        beforeRange(
            read -> {
              ranges[0] = read;
              put(key("/registry/configmaps/x/" + read), Bytes.utf8("{}"));
              compact(etcd().status().revision());
            });
    assertThatThrownBy(() -> prove(compacting, LIMITS))
        .isInstanceOfSatisfying(
            EtcdException.class, e -> assertThat(e.kind()).isEqualTo(EtcdException.Kind.COMPACTED));
    assertThat(ranges[0]).isEqualTo(LIMITS.maxStarts());
  }

  @Test
  void anEtcdThatDoesNotAnswerIsAskedAgainAFewTimes() {
    NoWaiting timing = new NoWaiting();
    ModelEtcd closed = new ModelEtcd(new ModelStore(2));
    closed.close();
    GcProof proof = new GcProof(closed, KEYS, Classifier.of(rules()), timing, GcLimits.defaults());
    assertThatThrownBy(proof::run).isInstanceOf(EtcdException.class);
    assertThat(timing.pauses).hasSize(LIMITS.retries() - 1);
  }

  @Test
  void pagesThatAreTooLargeAreAskedForSmaller() {
    Etcd narrow =
        (Etcd)
            Proxy.newProxyInstance(
                Etcd.class.getClassLoader(),
                new Class<?>[] {Etcd.class},
                (proxy, method, arguments) -> {
                  boolean isRange = method.getName().equals("range");
                  if (isRange && ((RangeQuery) arguments[0]).limit() > 3) {
                    return new TooLarge();
                  }
                  return method.invoke(model, arguments);
                });
    assertThat(prove(narrow, LIMITS)).isEqualTo(prove());
  }

  private record TooLarge() implements Pending<Object> {
    @Override
    public Object await() {
      throw new EtcdException(EtcdException.Kind.TOO_LARGE, "the answer is too large");
    }

    @Override
    public boolean isDone() {
      return true;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"aescbc", "aesgcm", "secretbox"})
  void encryptedValuesAreOpenedWithTheConfiguration(String provider) {
    Encryptor encryptor = Encryptor.of(provider, "key1", 32, 7);
    Bytes dependent = key("/registry/configmaps/team-a/owned-by-cluster-object");
    Bytes other = key("/registry/configmaps/team-a/two-owners");
    for (Bytes key : new Bytes[] {dependent, other}) {
      KeyValue kv = model.get(List.of(key), 0).await().keys().get(key);
      Bytes sealed = encryptor.seal(key, kv.value());
      commit(Txn.delete(key), Txn.put(KEYS.parked(key), sealed));
    }
    var configuration =
        Optional.of(EncryptionConfiguration.parse(Encryptor.configuration(encryptor), "test"));
    Classifier opening = new Classifier(rules(), new BothEnds(Optional.empty(), configuration));
    GcReport opened = new GcProof(model, KEYS, opening, new NoWaiting(), LIMITS).run();
    assertThat(opened.afterUnpark().isSafe()).isTrue();
    GcReport closed = prove();
    assertThat(closed.afterUnpark().conclusion()).isEqualTo(GcReport.Conclusion.UNPROVEN);
    assertThat(closed.afterUnpark().count(GcVerdict.UNKNOWN)).isEqualTo(2);
    assertThat(closed.now().isSafe()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"registry-aescbc", "registry-aesgcm", "registry-secretbox"})
  void anEncryptedRegistryIsSafeWithItsKeysAndUnprovenWithout(String name) {
    ModelEtcd encrypted = new ModelEtcd(new ModelStore(3));
    for (KeyValue kv : Captures.registry(name)) {
      encrypted.txn(new Txn(List.of(), List.of(Txn.put(kv.key(), kv.value()))));
    }
    String yaml = Captures.encryptionConfiguration(name.replace("registry-", ""));
    var configuration = Optional.of(EncryptionConfiguration.parse(yaml, "test"));
    Classifier opening = new Classifier(rules(), new BothEnds(configuration, Optional.empty()));
    GcReport opened = new GcProof(encrypted, KEYS, opening, new NoWaiting(), LIMITS).run();
    assertThat(opened.now().isSafe()).isTrue();
    assertThat(prove(encrypted, LIMITS).now().conclusion()).isEqualTo(GcReport.Conclusion.UNPROVEN);
  }

  private static Rules rules() {
    return Rules.profile("live-standby", Rules.Options.DEFAULT);
  }

  /**
   * @param before told how many ranges have been read, this one among them
   */
  private Etcd beforeRange(IntConsumer before) {
    int[] reads = {0};
    return (Etcd)
        Proxy.newProxyInstance(
            Etcd.class.getClassLoader(),
            new Class<?>[] {Etcd.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("range")) {
                before.accept(++reads[0]);
              }
              try {
                return method.invoke(model, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
