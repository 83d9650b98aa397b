package io.understudy.failover.ports;

/**
 * An address whose port is closed or opened.
 *
 * @param name unique in its step
 * @param address a number or a name
 * @param mayBeDead that nothing answers there is no failure
 * @param sessionsMayStay connections that were open before need not end
 * @param fences users write by it
 */
record Vip(
    String name,
    String address,
    int port,
    boolean mayBeDead,
    boolean sessionsMayStay,
    boolean fences,
    Way way) {

  String endpoint() {
    return address.contains(":") ? "[" + address + "]:" + port : address + ":" + port;
  }

  /** For messages. */
  String says() {
    return name + " (" + endpoint() + ")";
  }
}
