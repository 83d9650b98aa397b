package io.understudy.failover.ports;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What HAProxy's {@code show stat} and {@code show sess} say of one frontend (HAProxy's management
 * guide, 9.1 and 9.3).
 */
final class HaProxyState {

  private static final String HEADER = "# ";
  private static final String FRONTEND = "FRONTEND";

  private HaProxyState() {}

  /**
   * @param status {@code OPEN}, {@code PAUSED}, {@code STOP} or {@code FULL}
   * @param sessions that are open
   */
  record Frontend(String status, int sessions) {

    boolean isClosed() {
      return status.equals("PAUSED") || status.equals("STOP");
    }
  }

  /** Sealed to what asking for a frontend comes to. */
  sealed interface Found {
    record Yes(Frontend frontend) implements Found {}

    record No(List<String> known) implements Found {}
  }

  /**
   * @throws IllegalArgumentException if it is not what {@code show stat} prints
   */
  static Found frontend(String stat, String name) {
    List<String> lines = stat.lines().filter(line -> !line.isBlank()).toList();
    if (lines.isEmpty() || !lines.getFirst().startsWith(HEADER)) {
      throw new IllegalArgumentException("no header in what show stat prints");
    }
    List<String> columns =
        Arrays.asList(lines.getFirst().substring(HEADER.length()).split(",", -1));
    TreeSet<String> known = new TreeSet<>();
    for (String line : lines.subList(1, lines.size())) {
      List<String> fields = Arrays.asList(line.split(",", -1));
      if (FRONTEND.equals(field(fields, columns, "svname"))) {
        String proxy = field(fields, columns, "pxname");
        if (proxy.equals(name)) {
          return new Found.Yes(
              new Frontend(
                  field(fields, columns, "status"),
                  Integer.parseInt(field(fields, columns, "scur"))));
        }
        known.add(proxy);
      }
    }
    return new Found.No(new ArrayList<>(known));
  }

  /** The columns asked for stand before any whose text may hold a comma. */
  private static String field(List<String> fields, List<String> columns, String name) {
    int at = columns.indexOf(name);
    if (at < 0 || at >= fields.size()) {
      throw new IllegalArgumentException("no column " + name + " in what show stat prints");
    }
    return fields.get(at);
  }

  /** Ids of a frontend's sessions, from {@code show sess}. */
  static List<String> sessions(String sess, String frontend) {
    return sess.lines()
        .filter(line -> line.startsWith("0x") && line.contains(" fe=" + frontend + " "))
        .flatMap(line -> id(line).stream())
        .toList();
  }

  private static Optional<String> id(String line) {
    int end = line.indexOf(':');
    return end < 0 ? Optional.empty() : Optional.of(line.substring(0, end));
  }
}
