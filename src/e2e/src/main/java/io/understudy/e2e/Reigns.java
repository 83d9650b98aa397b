package io.understudy.e2e;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.TermRecord;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Revision;
import io.understudy.core.port.Revision.Change;
import io.understudy.testkit.replay.History;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Who led when, by the target's own history, revision by revision. */
public final class Reigns {

  /**
   * @param from target revision at which the leader's key was put
   * @param until target revision at which it was deleted, empty while it is there
   */
  public record Reign(String holder, long from, Optional<Long> until) {}

  private final ControlKeys keys;
  private final List<Reign> all = new ArrayList<>();
  private Optional<String> leader = Optional.empty();
  private String termHolder = "";
  private long began;

  private Reigns(ControlKeys keys) {
    this.keys = keys;
  }

  /**
   * @throws AssertionError if a revision of the mirror was written while nobody led, or by another
   *     than the term names, or if one leader followed another whose key was still there
   */
  public static List<Reign> of(History target, ControlKeys keys) {
    Reigns reigns = new Reigns(keys);
    target.revisions().forEach(reigns::step);
    reigns.leader.ifPresent(
        holder -> reigns.all.add(new Reign(holder, reigns.began, Optional.empty())));
    return List.copyOf(reigns.all);
  }

  private void step(Revision revision) {
    for (Change change : revision.changes()) {
      if (change.key().equals(keys.leader())) {
        leaderChanged(change, revision.number());
      }
      if (change instanceof Change.Put put && change.key().equals(keys.term())) {
        termHolder = TermRecord.fromJson(put.after().value()).holder();
      }
    }
    if (revision.changes().stream().anyMatch(this::isMirrors)) {
      require(
          leader.equals(Optional.of(termHolder)),
          "%s leads at target revision %d, which %s wrote"
              .formatted(leader.orElse("nobody"), revision.number(), termHolder));
    }
  }

  private void leaderChanged(Change change, long revision) {
    switch (change) {
      case Change.Put put -> {
        require(
            leader.isEmpty(),
            "%s still leads before revision %d".formatted(leader.orElse(""), revision));
        leader = Optional.of(put.after().value().utf8());
        began = revision;
      }
      case Change.Delete delete -> {
        all.add(new Reign(leader.orElseThrow(), began, Optional.of(revision)));
        leader = Optional.empty();
      }
    }
  }

  private boolean isMirrors(Change change) {
    Bytes key = change.key();
    return change instanceof Change.Put
        && (key.equals(keys.checkpoint()) || key.equals(keys.copying()));
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
