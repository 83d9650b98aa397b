package io.understudy.failover.dns;

import io.understudy.failover.step.StepContext;
import io.understudy.service.settings.TextFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A zone at its primary server, which takes dynamic updates. */
final class Rfc2136Store implements RecordStore {

  private final ServerAddress server;
  private final Optional<String> zone;
  private final String keyFile;
  private final DnsLookups lookups;
  private final DnsUpdates updates;

  /**
   * @param zone the one that the server holds the name in, if it is empty
   * @param keyFile read for each use, so that a key may be replaced
   */
  Rfc2136Store(ServerAddress server, Optional<String> zone, String keyFile, DnsMessages messages) {
    this.server = server;
    this.zone = zone;
    this.keyFile = keyFile;
    this.lookups = new DnsLookups(messages);
    this.updates = new DnsUpdates(messages);
  }

  @Override
  public String text() {
    return "a signed update at " + server.text();
  }

  @Override
  public boolean changesInDrill() {
    return true;
  }

  @Override
  public Lookup read(String name) {
    return lookups.authoritative(server, name);
  }

  @Override
  public List<String> obstacles(String name, HostRecords current) {
    return prepared(
        name,
        List::of,
        (zoneName, key) -> {
          // Nothing can have been changed by it: what it says is told, signed or not.
          UpdateAnswer answer = updates.tryOut(server, zoneName, key, name, current);
          UpdateAnswer said = answer instanceof UpdateAnswer.Unsigned it ? it.said() : answer;
          return switch (said) {
            case UpdateAnswer.Taken taken -> List.of();
            case UpdateAnswer.NotAsSeen changed ->
                List.of(
                    why(key, name, changed)
                        + "; if nobody did, the zone answers it by a wildcard: give "
                        + name
                        + " records of its own");
            default -> List.of(why(key, name, said));
          };
        });
  }

  @Override
  public Outcome replace(StepContext context, String name, HostRecords from, HostRecords to) {
    return prepared(
        name,
        Outcome.Refused::new,
        (zoneName, key) -> {
          UpdateAnswer answer = updates.replace(server, zoneName, key, name, from, to);
          return switch (answer) {
            case UpdateAnswer.Taken taken ->
                new Outcome.Taken("the servers of zone " + zoneName + " to answer it");
            case UpdateAnswer.Unsigned unsigned -> new Outcome.Unknown(why(key, name, unsigned));
            case UpdateAnswer.Lost lost -> new Outcome.Unknown(lost.why());
            default -> new Outcome.Refused(why(key, name, answer));
          };
        });
  }

  /** Of an answer that is not that it was taken. */
  private String why(TsigKey key, String name, UpdateAnswer answer) {
    return switch (answer) {
      case UpdateAnswer.Taken taken -> "it was taken";
      case UpdateAnswer.NotAsSeen changed -> notAsSeen(name, changed.code());
      case UpdateAnswer.KeyRefused refused -> keyRefused(key, name, refused.code());
      case UpdateAnswer.Refused refused -> refused(key, name, refused.code());
      case UpdateAnswer.Unsigned(UpdateAnswer.KeyRefused refused) ->
          keyRefused(key, name, refused.code());
      case UpdateAnswer.Unsigned(UpdateAnswer.Refused refused) ->
          refused(key, name, refused.code()) + unsigned();
      case UpdateAnswer.Unsigned(UpdateAnswer.NotAsSeen changed) ->
          "DNS server " + server.text() + " answers " + changed.code() + unsigned();
      case UpdateAnswer.Unsigned(UpdateAnswer other) -> why(key, name, other);
      case UpdateAnswer.Lost lost -> lost.why();
    };
  }

  private static String unsigned() {
    return "; the answer is not signed with the key: whoever is between may have given it";
  }

  private interface Prepared<T> {
    T with(String zone, TsigKey key);
  }

  /**
   * @param otherwise what a problem with the key's file or the zone amounts to
   */
  private <T> T prepared(String name, Function<String, T> otherwise, Prepared<T> then) {
    TsigKey key;
    Optional<String> found;
    try {
      key = key();
      found = zone.isPresent() ? zone : lookups.zone(server, name);
    } catch (IllegalArgumentException bad) {
      return otherwise.apply(String.valueOf(bad.getMessage()));
    } catch (IOException failure) {
      return otherwise.apply(DnsMessages.why(server, failure));
    }
    if (found.isEmpty()) {
      return otherwise.apply(
          "DNS server "
              + server.text()
              + " holds no zone that "
              + name
              + " is in; correct 'server'");
    }
    if (!isIn(name, found.get())) {
      return otherwise.apply(
          name + " is not in zone " + found.get() + "; correct 'name' or 'zone'");
    }
    return then.with(found.get(), key);
  }

  private TsigKey key() {
    String text = TextFile.read(keyFile);
    try {
      return TsigKey.read(text);
    } catch (IllegalArgumentException bad) {
      throw new IllegalArgumentException(
          "tsig-key-file " + keyFile + " holds no usable key: " + bad.getMessage());
    }
  }

  /** By whole labels, without regard to case. */
  private static boolean isIn(String name, String zone) {
    String child = "." + withoutLastDot(name);
    String parent = "." + withoutLastDot(zone);
    return parent.equals(".")
        || child.regionMatches(true, child.length() - parent.length(), parent, 0, parent.length());
  }

  private static String withoutLastDot(String name) {
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  private String notAsSeen(String name, String code) {
    return "DNS server "
        + server.text()
        + " changed nothing ("
        + code
        + "): "
        + name
        + " was changed by others in the meantime; look at it and plan again";
  }

  private String keyRefused(TsigKey key, String name, String code) {
    return "DNS server "
        + server.text()
        + " does not accept key "
        + key
        + " for changing "
        + name
        + " ("
        + code
        + "): it does not know the key, has another secret or algorithm for it, its clock differs,"
        + " or the key may not change that name; correct "
        + keyFile
        + " or the server's rules";
  }

  private String refused(TsigKey key, String name, String code) {
    return "DNS server "
        + server.text()
        + " refuses updates of "
        + name
        + " with key "
        + key
        + " ("
        + code
        + "); let it take them, or name the zone's primary server as 'server'";
  }
}
