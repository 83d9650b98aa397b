package io.understudy.failover.dns;

import java.io.IOException;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.TSIGRecord;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/**
 * Dynamic updates (RFC 2136), signed (RFC 8945), over TCP. Each is taken whole or not at all, and
 * only if the name's addresses are exactly what they were seen to be.
 */
final class DnsUpdates {

  /** Of TEST-NET-1 (RFC 5737): no name of a real service leads there. */
  private static final String NOBODYS_ADDRESS = "192.0.2.255";

  private final DnsMessages messages;

  DnsUpdates(DnsMessages messages) {
    this.messages = messages;
  }

  UpdateAnswer replace(
      ServerAddress server,
      String zone,
      TsigKey key,
      String text,
      HostRecords from,
      HostRecords to) {
    try {
      Name name = DnsMessages.name(text);
      Update update = onlyIf(zone, name, from);
      update.delete(name, Type.A);
      update.delete(name, Type.AAAA);
      add(update, name, Type.A, to.ipv4());
      add(update, name, Type.AAAA, to.ipv6());
      return send(server, update, key);
    } catch (IOException failure) {
      return new UpdateAnswer.Lost(DnsMessages.why(server, failure));
    }
  }

  /**
   * Finds out whether an update would be taken, by one that can change nothing: it takes away an
   * address from a set that, as its condition says, does not hold it.
   */
  UpdateAnswer tryOut(
      ServerAddress server, String zone, TsigKey key, String text, HostRecords current) {
    try {
      Name name = DnsMessages.name(text);
      Update update = onlyIf(zone, name, current);
      if (!current.addresses().contains(NOBODYS_ADDRESS)) {
        update.delete(record(name, Type.A, 0, NOBODYS_ADDRESS));
      }
      return send(server, update, key);
    } catch (IOException failure) {
      return new UpdateAnswer.Lost(DnsMessages.why(server, failure));
    }
  }

  private static Update onlyIf(String zone, Name name, HostRecords from) throws IOException {
    Update update = new Update(DnsMessages.name(zone));
    require(update, name, Type.A, from.ipv4());
    require(update, name, Type.AAAA, from.ipv6());
    return update;
  }

  private static void require(Update update, Name name, int type, RecordSet set)
      throws IOException {
    if (set.isEmpty()) {
      update.absent(name, type);
    }
    for (String address : set.addresses()) {
      update.present(record(name, type, 0, address));
    }
  }

  private static void add(Update update, Name name, int type, RecordSet set) throws IOException {
    for (String address : set.addresses()) {
      update.add(record(name, type, set.ttlSeconds(), address));
    }
  }

  private static Record record(Name name, int type, long ttlSeconds, String address)
      throws IOException {
    InetAddress parsed = InetAddress.getByName(address);
    return type == Type.A
        ? new ARecord(name, DClass.IN, ttlSeconds, parsed)
        : new AAAARecord(name, DClass.IN, ttlSeconds, parsed);
  }

  private UpdateAnswer send(ServerAddress server, Update update, TsigKey key) throws IOException {
    Message answer = messages.sendSigned(server, update, key);
    UpdateAnswer said = said(answer.getHeader().getRcode(), answer.getTSIG());
    if (answer.isVerified()) {
      return said;
    }
    return said instanceof UpdateAnswer.Taken
        ? new UpdateAnswer.Lost(
            "the answer of DNS server " + server.text() + " is not signed with the key")
        : new UpdateAnswer.Unsigned(said);
  }

  private static UpdateAnswer said(int code, @Nullable TSIGRecord signature) {
    if (signature != null && signature.getError() != Rcode.NOERROR) {
      return new UpdateAnswer.KeyRefused(Rcode.TSIGstring(signature.getError()));
    }
    return switch (code) {
      case Rcode.NOERROR -> new UpdateAnswer.Taken();
      case Rcode.NXRRSET, Rcode.YXRRSET, Rcode.NXDOMAIN, Rcode.YXDOMAIN ->
          new UpdateAnswer.NotAsSeen(Rcode.string(code));
      default -> new UpdateAnswer.Refused(Rcode.string(code));
    };
  }
}
