package io.understudy.core.control;

import com.fasterxml.jackson.databind.node.TextNode;
import io.understudy.core.port.Bytes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Which keys a check found, and the likeliest causes, as far as a record has room. Keys are those
 * of the source, as text, in the order in which they were found.
 *
 * @param truncated some list is shorter than what was found; the counts are whole
 * @param surplusDigest names exactly this list of surplus keys, see {@link #digest}; empty if there
 *     are none, or not all of them are listed
 * @param causes differences grouped by what explains them, the most frequent first
 */
public record CheckLists(
    List<String> missed,
    List<String> different,
    List<String> blocked,
    List<SurplusKey> surplus,
    boolean truncated,
    String surplusDigest,
    List<Cause> causes) {

  public static final CheckLists NONE =
      new CheckLists(List.of(), List.of(), List.of(), List.of(), false, "", List.of());

  /**
   * @param revision target revision at which it was last put there
   */
  public record SurplusKey(String key, long revision) {}

  /**
   * Differences that one cause explains.
   *
   * @param cause what happened, without what varies from key to key
   * @param resource as in the key, for example {@code deployments.apps}
   * @param namespace empty for what is in none
   * @param example the key of one of them
   */
  public record Cause(
      String cause, String resource, String namespace, long count, String example) {}

  public CheckLists {
    missed = List.copyOf(missed);
    different = List.copyOf(different);
    blocked = List.copyOf(blocked);
    surplus = List.copyOf(surplus);
    causes = List.copyOf(causes);
  }

  /**
   * What fits into a record of {@code maxBytes}. Each list may take an equal share of the room, and
   * what one leaves of its share is for the others.
   *
   * @param incomplete a list is cut already
   * @param allSurplus whether {@code surplus} is every surplus key there is
   * @param maxBytes of the whole record
   */
  static CheckLists fitting(
      List<String> missed,
      List<String> different,
      List<String> blocked,
      List<SurplusKey> surplus,
      List<Cause> causes,
      boolean incomplete,
      boolean allSurplus,
      long maxBytes) {
    List<Cause> frequent = new ArrayList<>(causes);
    frequent.sort(Comparator.comparingLong(Cause::count).reversed());
    List<Long> sizes =
        List.of(
            bytes(missed, CheckLists::bytes),
            bytes(different, CheckLists::bytes),
            bytes(blocked, CheckLists::bytes),
            bytes(surplus, CheckLists::bytes),
            bytes(frequent, CheckLists::bytes));
    List<Long> room = shares(sizes, Math.max(0, maxBytes - CheckRecord.BESIDE_LISTS_BYTES));
    boolean allSurplusFits = allSurplus && sizes.get(3) <= room.get(3);
    return new CheckLists(
        cut(missed, room.get(0), CheckLists::bytes),
        cut(different, room.get(1), CheckLists::bytes),
        cut(blocked, room.get(2), CheckLists::bytes),
        cut(surplus, room.get(3), CheckLists::bytes),
        incomplete || !room.equals(sizes),
        allSurplusFits && !surplus.isEmpty() ? digest(surplus) : "",
        cut(frequent, room.get(4), CheckLists::bytes));
  }

  /**
   * SHA-256 in hex over {@code <revision> <key>\n} of each, in this order: a confirmation names
   * these keys as they were, and no others.
   */
  public static String digest(List<SurplusKey> surplus) {
    StringBuilder lines = new StringBuilder();
    for (SurplusKey key : surplus) {
      lines.append(key.revision).append(' ').append(key.key).append('\n');
    }
    return Bytes.utf8(lines.toString()).sha256();
  }

  /** The same without naming keys, but for the causes' examples. */
  public CheckLists withoutKeys() {
    return new CheckLists(
        List.of(), List.of(), List.of(), List.of(), truncated, surplusDigest, causes);
  }

  /** What each list gets: all it wants, or at least an equal share of what is left. */
  static List<Long> shares(List<Long> wanted, long room) {
    List<Long> shares = new ArrayList<>(wanted);
    List<Integer> smallestFirst = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      smallestFirst.add(i);
    }
    smallestFirst.sort(Comparator.comparing(wanted::get));
    long left = room;
    for (int i = 0; i < smallestFirst.size(); i++) {
      int list = smallestFirst.get(i);
      long share = Math.min(wanted.get(list), left / (smallestFirst.size() - i));
      shares.set(list, share);
      left -= share;
    }
    return shares;
  }

  static long bytes(String key) {
    return quoted(key) + 1;
  }

  static long bytes(SurplusKey surplus) {
    return "{\"key\":,\"revision\":},".length()
        + quoted(surplus.key)
        + Long.toString(surplus.revision).length();
  }

  private static long bytes(Cause cause) {
    return "{\"cause\":,\"resource\":,\"namespace\":,\"count\":,\"example\":},".length()
        + quoted(cause.cause)
        + quoted(cause.resource)
        + quoted(cause.namespace)
        + quoted(cause.example)
        + Long.toString(cause.count).length();
  }

  private static long quoted(String text) {
    return Bytes.utf8(TextNode.valueOf(text).toString()).length();
  }

  private static <T> long bytes(List<T> list, ToLongFunction<T> size) {
    return list.stream().mapToLong(size).sum();
  }

  private static <T> List<T> cut(List<T> list, long room, ToLongFunction<T> size) {
    long left = room;
    for (int i = 0; i < list.size(); i++) {
      left -= size.applyAsLong(list.get(i));
      if (left < 0) {
        return list.subList(0, i);
      }
    }
    return list;
  }
}
