package io.understudy.failover.dns;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.xbill.DNS.Address;

/** Addresses as texts, of which each has one form only, so that they can be compared. */
final class IpAddress {

  private IpAddress() {}

  /**
   * @param text for example {@code 10.0.0.1} or {@code fd00::1}; no host name, no zone index
   * @return empty if it is no address, or an IPv4 one in IPv6 clothes, which no record may hold
   */
  static Optional<String> read(String text) {
    byte[] four = Address.toByteArray(text, Address.IPv4);
    if (four != null) {
      return Optional.of(form(four));
    }
    byte[] six = Address.toByteArray(text, Address.IPv6);
    return Optional.ofNullable(six)
        .filter(bytes -> address(bytes) instanceof Inet6Address)
        .map(IpAddress::form);
  }

  /** Of an address in the form that {@link #read} gives. */
  static boolean isIpv6(String form) {
    return form.indexOf(':') >= 0;
  }

  static String form(InetAddress address) {
    return form(address.getAddress());
  }

  private static String form(byte[] bytes) {
    return address(bytes).getHostAddress();
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException("4 or 16 bytes are an address", impossible);
    }
  }
}
