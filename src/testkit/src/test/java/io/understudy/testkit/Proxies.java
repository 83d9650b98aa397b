package io.understudy.testkit;

import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.Pending;
import io.understudy.core.port.TxnOutcome;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** Etcds and observers that do one thing of their own and leave the rest to others. */
final class Proxies {

  private Proxies() {}

  /** Does something before each Txn. */
  static Etcd beforeTxn(Etcd etcd, Runnable first) {
    return proxy(
        Etcd.class,
        (proxy, method, arguments) -> {
          if (isTxn(method)) {
            first.run();
          }
          return call(etcd, method, arguments);
        });
  }

  /** Applies no Txn and says why. */
  static Etcd rejecting(Etcd etcd, EtcdException why) {
    return proxy(
        Etcd.class,
        (proxy, method, arguments) ->
            isTxn(method) ? new Rejects(why) : call(etcd, method, arguments));
  }

  /** Nobody is reached. */
  static Etcd failing(EtcdException failure) {
    return proxy(
        Etcd.class,
        (proxy, method, arguments) -> {
          throw failure;
        });
  }

  /** Applies every Txn, but keeps the answer to itself when told to. */
  static final class LosesAnswers {

    private final Etcd etcd;
    private boolean losing;

    LosesAnswers(Etcd behind) {
      this.etcd =
          proxy(
              Etcd.class,
              (proxy, method, arguments) -> {
                Object answer = call(behind, method, arguments);
                boolean lost = losing && isTxn(method);
                losing &= !lost;
                return lost ? new Lost() : answer;
              });
    }

    Etcd etcd() {
      return etcd;
    }

    void loseNext() {
      losing = true;
    }
  }

  private record Rejects(EtcdException why) implements Pending<TxnOutcome> {

    @Override
    public TxnOutcome await() {
      return new TxnOutcome.Rejected(why);
    }

    @Override
    public boolean isDone() {
      return true;
    }
  }

  private record Lost() implements Pending<TxnOutcome> {

    @Override
    public TxnOutcome await() {
      return new TxnOutcome.Unknown(
          new EtcdException(EtcdException.Kind.UNAVAILABLE, "test: the answer was lost"));
    }

    @Override
    public boolean isDone() {
      return true;
    }
  }

  private static boolean isTxn(Method method) {
    return method.getName().equals("txn");
  }

  private static Object call(Etcd etcd, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(etcd, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
