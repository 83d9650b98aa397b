package io.understudy.core.control;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyRange;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Where one link's control records live in the target etcd. */
public final class ControlKeys {

  /** Below this nothing is ever mirrored, whatever the link. */
  public static final Bytes ROOT = Bytes.utf8("/understudy/");

  private static final Bytes SLASH = Bytes.utf8("/");
  private static final Bytes AFTER_SLASH = SLASH.prefixEnd();
  private static final Pattern LINK = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

  private static final Pattern PARKED = Pattern.compile("/understudy/[^/]+/parked/");

  private final Bytes prefix;
  private final Bytes parked;

  /**
   * @param link name of the link: lower-case letters, digits and dashes, at most 63
   */
  public ControlKeys(String link) {
    if (!LINK.matcher(link).matches()) {
      throw new IllegalArgumentException(
          "link '" + link + "' must be 1 to 63 lower-case letters, digits or dashes");
    }
    this.prefix = Bytes.utf8("/understudy/" + link + "/");
    this.parked = prefix.plus(Bytes.utf8("parked"));
  }

  public Bytes prefix() {
    return prefix;
  }

  public Bytes term() {
    return below("term");
  }

  public Bytes leader() {
    return below("leader");
  }

  public Bytes checkpoint() {
    return below("checkpoint");
  }

  /** Put by every Txn of a copy, so that its revision shows as the mirror's own. */
  public Bytes copying() {
    return below("copying");
  }

  /** Put by Txns that only make a revision, to keep the target's ahead of the source's. */
  public Bytes lead() {
    return below("lead");
  }

  public Bytes paused() {
    return below("paused");
  }

  /** An operator's request for a full difference, until the leader takes it up. */
  public Bytes resyncRequest() {
    return below("resync");
  }

  /** What operators ask of a link; of no use once nothing is mirrored. */
  public List<Bytes> requests() {
    return List.of(paused(), resyncRequest(), repair(), checkRequest());
  }

  /** Prefixes of records that come in numbers and belong to one life as a standby. */
  public List<Bytes> listPrefixes() {
    return List.of(foreignPrefix().plus(SLASH), repairedPrefix(), placedPrefix(), marksPrefix());
  }

  /** Asks for parked objects to be put in place, and says how far that has come. */
  public Bytes unpark() {
    return below("unpark");
  }

  /** What {@link #placed} starts with. */
  public Bytes placedPrefix() {
    return below("placed");
  }

  /**
   * Put by each Txn that puts parked objects in place, so that its revision tells them from what
   * others wrote; {@code key} is the first of them and starts with a slash.
   */
  public Bytes placed(Bytes key) {
    return placedPrefix().plus(key);
  }

  /** What {@link #mark} starts with. */
  public Bytes marksPrefix() {
    return below("wrote/");
  }

  /**
   * Tells two of the mirror's own target revisions: that of its put, and one in its name.
   *
   * @param revision of the checkpoint that its transaction follows
   * @param number of its transaction among those that do
   */
  public Bytes mark(long revision, int number) {
    return marksPrefix().plus(Bytes.utf8(String.format(Locale.ROOT, "%019d-%d", revision, number)));
  }

  public boolean isMark(Bytes key) {
    return key.startsWith(marksPrefix());
  }

  /**
   * The revision in a mark's name.
   *
   * @throws CorruptRecordException if it has none
   */
  public long marked(Bytes mark) {
    String name = mark.dropFirst(marksPrefix().length()).utf8();
    try {
      return Long.parseLong(name.substring(0, Math.max(0, name.indexOf('-'))));
    } catch (NumberFormatException none) {
      throw new CorruptRecordException(mark.utf8(), "its name holds no revision");
    }
  }

  /** The rules that the records of this link were written under. */
  public Bytes scope() {
    return below("scope");
  }

  /** An operator's request to recopy keys, until the leader has done it. */
  public Bytes repair() {
    return below("repair");
  }

  /** What the results of all repairs start with. */
  public Bytes repairedPrefix() {
    return below("repaired/");
  }

  /** The result of one repair. */
  public Bytes repaired(String id) {
    return below("repaired/" + id);
  }

  /** What the results of all checks start with. */
  public Bytes checksPrefix() {
    return below("checks/");
  }

  /** The result of one check. */
  public Bytes check(String id) {
    return below("checks/" + id);
  }

  /** Who runs a check now; leased. Not below {@link #checksPrefix}, where every key is a result. */
  public Bytes checker() {
    return below("checker");
  }

  /** An operator's request for a check, until its result is kept. */
  public Bytes checkRequest() {
    return below("check-request");
  }

  /** Names the run that goes on; absent if none does. */
  public Bytes run() {
    return below("run");
  }

  /** Which process carries out the run; leased. */
  public Bytes runTurn() {
    return below("run-turn");
  }

  /** What the journals of all runs start with. */
  public Bytes runsPrefix() {
    return below("runs/");
  }

  /** What the entries of one run's journal start with. */
  public Bytes runPrefix(String id) {
    return below("runs/" + id + "/");
  }

  /** One entry of a run's journal, in the order of their numbers. */
  public Bytes runEntry(String id, int number) {
    return below(String.format(Locale.ROOT, "runs/%s/%08d", id, number));
  }

  /** Which run a request with an idempotency key began. */
  public Bytes runRequest(String digest) {
    return below("run-requests/" + digest);
  }

  /** The verdicts on readiness that people were told last. */
  public Bytes verdicts() {
    return below("readiness");
  }

  /** Who tells of changed verdicts; leased. */
  public Bytes herald() {
    return below("herald");
  }

  public Bytes foreignPrefix() {
    return below("foreign");
  }

  /** The record of a foreign key; {@code key} starts with a slash. */
  public Bytes foreign(Bytes key) {
    return below("foreign").plus(key);
  }

  public Bytes foreignKey(Bytes record) {
    return record.dropFirst(below("foreign").length());
  }

  /** Where the object of this key is parked; the key starts with a slash. */
  public Bytes parked(Bytes key) {
    return parked.plus(key);
  }

  /** Whether an object of any link is parked there. */
  public static boolean isParkedOfAny(Bytes targetKey) {
    return PARKED.matcher(targetKey.utf8()).lookingAt();
  }

  public boolean isParked(Bytes targetKey) {
    return targetKey.startsWith(parked);
  }

  /** The key that an object parked at {@code parkedKey} has in the source. */
  public Bytes unparked(Bytes parkedKey) {
    return parkedKey.dropFirst(parked.length());
  }

  /** Where the parkable keys of a range of source keys are parked. */
  public KeyRange parked(KeyRange range) {
    Bytes from = range.from().compareTo(SLASH) < 0 ? SLASH : range.from();
    boolean beyond = range.to().isEmpty() || range.to().compareTo(AFTER_SLASH) > 0;
    return new KeyRange(parked.plus(from), parked.plus(beyond ? AFTER_SLASH : range.to()));
  }

  private Bytes below(String name) {
    return prefix.plus(Bytes.utf8(name));
  }
}
