package io.understudy.e2e;

import io.understudy.testkit.EtcdOptions;
import io.understudy.testkit.EtcdProcess;
import io.understudy.testkit.HaProxy;
import io.understudy.testkit.IndependentClient;

/** A site's etcd, and the HAProxy through which its users reach it, whose port can be closed. */
public final class FencedSite implements AutoCloseable {

  private final String name;
  private final String address;
  private final EtcdProcess etcd;
  private final HaProxy proxy;
  private IndependentClient client;

  private FencedSite(String name, String address, EtcdProcess etcd) {
    this.name = name;
    this.address = address;
    this.etcd = etcd;
    this.proxy = HaProxy.before(etcd.address());
    this.client = etcd.client();
  }

  /**
   * Starts both.
   *
   * @param name what operations call the site
   * @param address what the platform's name leads to while it is the primary
   */
  public static FencedSite start(String name, String address) {
    return start(name, address, EtcdOptions.standard());
  }

  /** The same with options of its etcd. */
  public static FencedSite start(String name, String address, EtcdOptions options) {
    EtcdProcess etcd = EtcdProcess.start(options);
    try {
      return new FencedSite(name, address, etcd);
    } catch (RuntimeException failure) {
      etcd.close();
      throw failure;
    }
  }

  public String name() {
    return name;
  }

  public String address() {
    return address;
  }

  public EtcdProcess etcd() {
    return etcd;
  }

  public HaProxy proxy() {
    return proxy;
  }

  /** Where users are, {@code http://127.0.0.1:port}. */
  public String usersEndpoint() {
    return "http://127.0.0.1:" + proxy.port();
  }

  /** Past the fence, by a client that is not the product's. */
  public IndependentClient client() {
    return client;
  }

  /** After a restart of its etcd: a client of before may wait minutes before it connects again. */
  public void reconnect() {
    client.close();
    client = etcd.client();
  }

  @Override
  public void close() {
    client.close();
    proxy.close();
    etcd.close();
  }
}
