package io.understudy.failover.dns;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Asks DNS servers for addresses. */
final class DnsLookups {

  private final DnsMessages messages;

  DnsLookups(DnsMessages messages) {
    this.messages = messages;
  }

  /** What a server of the zone itself says; an answer that it only passes on does not count. */
  Lookup authoritative(ServerAddress server, String name) {
    return addresses(server, name, true);
  }

  /** What a resolver says, wherever aliases lead. */
  Lookup recursive(ServerAddress server, String name) {
    return addresses(server, name, false);
  }

  private Lookup addresses(ServerAddress server, String text, boolean isAuthoritative) {
    try {
      Name name = DnsMessages.name(text);
      Answer ipv4 = ask(server, name, Type.A, isAuthoritative);
      Answer ipv6 = ask(server, name, Type.AAAA, isAuthoritative);
      Optional<String> problem = ipv4.problem().or(ipv6::problem);
      if (problem.isPresent()) {
        return new Lookup.Failed(problem.get());
      }
      Optional<String> alias = ipv4.alias(name).or(() -> ipv6.alias(name));
      if (isAuthoritative && alias.isPresent()) {
        return new Lookup.Alias(alias.get());
      }
      return new Lookup.Found(
          new HostRecords(ipv4.records(), ipv6.records()), ipv4.nameExists() || ipv6.nameExists());
    } catch (IOException failure) {
      return new Lookup.Failed(DnsMessages.why(server, failure));
    }
  }

  private Answer ask(ServerAddress server, Name name, int type, boolean isAuthoritative)
      throws IOException {
    Message question = question(name, type, isAuthoritative);
    Message answer =
        isAuthoritative ? messages.sendOverTcp(server, question) : messages.send(server, question);
    return new Answer(server, answer, name, isAuthoritative);
  }

  private static Message question(Name name, int type, boolean isAuthoritative) {
    Message question = Message.newQuery(Record.newRecord(name, type, DClass.IN));
    if (isAuthoritative) {
      question.getHeader().unsetFlag(Flags.RD);
    }
    return question;
  }

  /**
   * The zone that a server holds a name in.
   *
   * @return a name with its last dot; empty if it holds none
   */
  Optional<String> zone(ServerAddress server, String name) throws IOException {
    Message answer = messages.sendOverTcp(server, question(DnsMessages.name(name), Type.SOA, true));
    if (!answer.getHeader().getFlag(Flags.AA)) {
      return Optional.empty();
    }
    return List.of(Section.ANSWER, Section.AUTHORITY).stream()
        .flatMap(section -> answer.getSection(section).stream())
        .filter(SOARecord.class::isInstance)
        .map(soa -> soa.getName().toString())
        .findFirst();
  }

  /** One server's answer for one type. */
  private record Answer(ServerAddress server, Message message, Name name, boolean isAuthoritative) {

    Optional<String> problem() {
      Header header = message.getHeader();
      if (header.getRcode() != Rcode.NOERROR && header.getRcode() != Rcode.NXDOMAIN) {
        return Optional.of(
            "DNS server "
                + server.text()
                + " answers "
                + Rcode.string(header.getRcode())
                + " for "
                + name.toString(true)
                + "; check that it serves that name to this host");
      }
      return isAuthoritative && !header.getFlag(Flags.AA)
          ? Optional.of(
              "DNS server "
                  + server.text()
                  + " is none of the zone that "
                  + name.toString(true)
                  + " is in: its answer is not authoritative; correct the server or the name")
          : Optional.empty();
    }

    boolean nameExists() {
      return message.getHeader().getRcode() == Rcode.NOERROR;
    }

    Optional<String> alias(Name name) {
      return target(name).map(target -> target.toString(true));
    }

    private Optional<Name> target(Name alias) {
      return message.getSection(Section.ANSWER).stream()
          .filter(CNAMERecord.class::isInstance)
          .map(CNAMERecord.class::cast)
          .filter(record -> record.getName().equals(alias))
          .map(CNAMERecord::getTarget)
          .findFirst();
    }

    private Set<Name> meant() {
      Set<Name> meant = new HashSet<>();
      Optional<Name> next = Optional.of(name);
      while (next.isPresent() && meant.add(next.get())) {
        next = target(next.get());
      }
      return meant;
    }

    /** Of the name, or of what its aliases lead to: a server may say more than it was asked. */
    RecordSet records() {
      TreeSet<String> addresses = new TreeSet<>();
      long ttlSeconds = 0;
      Set<Name> meant = meant();
      for (Record record : message.getSection(Section.ANSWER)) {
        if (!meant.contains(record.getName())) {
          continue;
        }
        if (record instanceof ARecord found) {
          addresses.add(IpAddress.form(found.getAddress()));
          ttlSeconds = Math.max(ttlSeconds, found.getTTL());
        } else if (record instanceof AAAARecord found) {
          addresses.add(IpAddress.form(found.getAddress()));
          ttlSeconds = Math.max(ttlSeconds, found.getTTL());
        }
      }
      return addresses.isEmpty() ? RecordSet.NONE : new RecordSet(addresses, ttlSeconds);
    }
  }
}
