package io.understudy.core.failover;

import java.util.List;

/**
 * A field that steps of one type take under {@code with}.
 *
 * @param says what it means, for the documents and for messages
 * @param allowed the only texts it may be; empty for any
 * @param least of a number
 * @param most of a number
 * @param fields of each object of a list of objects
 * @param isVerbatim of a list of texts: whether a comma in one is a part of it
 */
public record Parameter(
    String name,
    Kind kind,
    boolean isRequired,
    String says,
    List<String> allowed,
    long least,
    long most,
    List<Parameter> fields,
    boolean isVerbatim) {

  /** What is written there. */
  public enum Kind {
    TEXT("a text"),
    NUMBER("a whole number"),
    FLAG("true or false"),
    TEXTS("a list of texts"),
    TABLE("a table of texts"),
    OBJECTS("a list of objects");

    private final String says;

    Kind(String says) {
      this.says = says;
    }

    public String says() {
      return says;
    }
  }

  public static Parameter text(String name, String says) {
    return new Parameter(name, Kind.TEXT, true, says, List.of(), 0, 0, List.of(), false);
  }

  /** One of a few texts. */
  public static Parameter choice(String name, String says, List<String> allowed) {
    return new Parameter(name, Kind.TEXT, true, says, allowed, 0, 0, List.of(), false);
  }

  public static Parameter number(String name, String says, long least, long most) {
    return new Parameter(name, Kind.NUMBER, true, says, List.of(), least, most, List.of(), false);
  }

  public static Parameter flag(String name, String says) {
    return new Parameter(name, Kind.FLAG, true, says, List.of(), 0, 0, List.of(), false);
  }

  public static Parameter texts(String name, String says) {
    return new Parameter(name, Kind.TEXTS, true, says, List.of(), 0, 0, List.of(), false);
  }

  /** Such as the arguments of a command: a comma does not part them. */
  public static Parameter verbatim(String name, String says) {
    return new Parameter(name, Kind.TEXTS, true, says, List.of(), 0, 0, List.of(), true);
  }

  /** Names of the user's own, each with a text. */
  public static Parameter table(String name, String says) {
    return new Parameter(name, Kind.TABLE, true, says, List.of(), 0, 0, List.of(), false);
  }

  public static Parameter objects(String name, String says, List<Parameter> fields) {
    return new Parameter(name, Kind.OBJECTS, true, says, List.of(), 0, 0, fields, false);
  }

  /** The same, but it may be left out. */
  public Parameter optional() {
    return new Parameter(name, kind, false, says, allowed, least, most, fields, isVerbatim);
  }
}
