package io.understudy.failover.dns;

import java.util.Optional;
import java.util.SortedSet;

/** What has to be done to a name so that it leads to the new site, or back. */
sealed interface SwitchDecision {

  /** It leads there already. */
  record AlreadySo(HostRecords current) implements SwitchDecision {}

  /** To be changed on condition that it still is as it was seen. */
  record Change(HostRecords from, HostRecords to) implements SwitchDecision {}

  /**
   * It must not be touched.
   *
   * @param why says what is there, and what to do
   */
  record Refused(String why) implements SwitchDecision {}

  /**
   * On the way to the new site.
   *
   * @param expected where it leads before; empty if that is anywhere, as for the name of a drill
   */
  static SwitchDecision forward(
      String name, Lookup seen, HostRecords wanted, Optional<SortedSet<String>> expected) {
    return switch (seen) {
      case Lookup.Failed failed -> new Refused(failed.why());
      case Lookup.Alias alias -> new Refused(alias(name, alias.target()));
      case Lookup.Found found when found.records().leadsWhere(wanted) ->
          new AlreadySo(found.records());
      case Lookup.Found found ->
          expected
              .filter(old -> !old.equals(found.records().addresses()))
              .<SwitchDecision>map(old -> new Refused(unexpected(name, found, wanted, old)))
              .orElse(new Change(found.records(), wanted));
    };
  }

  /**
   * On the way back.
   *
   * @param old what was there before this run changed it
   * @param wanted what this run made of it
   */
  static SwitchDecision back(String name, Lookup seen, HostRecords old, HostRecords wanted) {
    return switch (seen) {
      case Lookup.Failed failed -> new Refused(failed.why());
      case Lookup.Alias alias -> new Refused(alias(name, alias.target()));
      case Lookup.Found found when found.records().leadsWhere(old) ->
          new AlreadySo(found.records());
      case Lookup.Found found when found.records().leadsWhere(wanted) ->
          new Change(found.records(), old);
      case Lookup.Found found ->
          new Refused(
              name
                  + " was changed by others since: it is "
                  + found.records().text()
                  + ", this run made it "
                  + wanted.text()
                  + " and would put back "
                  + old.text()
                  + "; decide which is right and set it by hand");
    };
  }

  private static String alias(String name, String target) {
    return name
        + " is an alias of "
        + target
        + ": name the step that one, if it is in a zone that may be changed, or make "
        + name
        + " an address record";
  }

  private static String unexpected(
      String name, Lookup.Found found, HostRecords wanted, SortedSet<String> old) {
    String is = found.nameExists() ? "is " + found.records().text() : "does not exist (NXDOMAIN)";
    return name
        + " "
        + is
        + ": neither what it should be before ("
        + String.join(" ", old)
        + ") nor after ("
        + String.join(" ", wanted.addresses())
        + "); correct the record, or 'name', 'old-addresses' and 'addresses' of the step";
  }
}
