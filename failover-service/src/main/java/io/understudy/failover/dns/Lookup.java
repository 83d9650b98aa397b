package io.understudy.failover.dns;

/** What one server, or one store of records, says of a name. */
sealed interface Lookup {

  /**
   * It answered.
   *
   * @param records none if it has no addresses
   * @param nameExists whether it has records of any type
   */
  record Found(HostRecords records, boolean nameExists) implements Lookup {}

  /** The name is an alias: its addresses are another's. */
  record Alias(String target) implements Lookup {}

  /**
   * It did not answer, or not so that it can be used.
   *
   * @param why says who, what and why
   */
  record Failed(String why) implements Lookup {}

  /** For people. */
  default String text() {
    return switch (this) {
      case Found found when !found.nameExists() -> "there is no such name (NXDOMAIN)";
      case Found found -> found.records().text();
      case Alias alias -> "an alias of " + alias.target();
      case Failed failed -> failed.why();
    };
  }

  /** Whether it answered, and with exactly these addresses. */
  default boolean leadsWhere(HostRecords wanted) {
    return this instanceof Found found && found.records().leadsWhere(wanted);
  }
}
