package io.understudy.failover.reprotect;

import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.failover.Forecast;
import io.understudy.core.orphan.NotExactException;
import io.understudy.core.orphan.OrphanList;
import io.understudy.core.port.EtcdException;
import io.understudy.failover.step.StepFailedException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** What the steps that list orphans have in common. */
final class OrphanSteps {

  /** Output of a step that listed orphans: the digest of that list. */
  static final String DIGEST = "orphans-digest";

  /** Output that an operation's {@code confirm} comes as. */
  static final String CONFIRMED = "confirmed-orphans";

  /** Outputs of a list that was confirmed: its W, the revision it is exact for, its late writes. */
  static final String CONFIRMED_WATERMARK = "confirmed-watermark";

  static final String CONFIRMED_REVISION = "confirmed-revision";
  static final String CONFIRMED_WRITTEN = "confirmed-written";

  private static final int LINES_MAX = 20;

  private OrphanSteps() {}

  /**
   * @throws StepFailedException with the reason if it cannot be told
   */
  static <T> T told(Supplier<T> work) {
    try {
      return work.get();
    } catch (NotExactException
        | EtcdException
        | CorruptRecordException
        | OrphanDesk.NoFileException
        | OrphanDesk.BusyException
        | UncheckedIOException
        | IllegalArgumentException failure) {
      throw new StepFailedException(String.valueOf(failure.getMessage()), failure);
    }
  }

  /** The list as it is now in the facts, or why there is none as a problem. */
  static Forecast forecast(
      String will, OrphanDesk desk, Function<OrphanList, List<String>> warnings) {
    OrphanDesk.Listing listing;
    try {
      listing = told(() -> desk.list(0));
    } catch (StepFailedException cannot) {
      return Forecast.problem(will, String.valueOf(cannot.getMessage()));
    }
    return new Forecast(will, lines(listing), List.of(), warnings.apply(listing.list()));
  }

  static String summary(OrphanList list) {
    return list.written()
        + " late writes and "
        + list.deleted()
        + " late deletes of the old primary since its revision "
        + list.handover().watermark();
  }

  static List<String> lines(OrphanDesk.Listing listing) {
    OrphanList list = listing.list();
    List<String> lines = new ArrayList<>();
    lines.add(summary(list));
    lines.add("digest " + list.digest() + ", exact for its revision " + list.sourceRevision());
    if (list.unproven() > 0) {
      lines.add(
          list.unproven()
              + " of the deletes may be none: somebody may have created those objects here shortly"
              + " before the promotion");
    }
    lines.add(list.carriedOver() + " objects there were deleted here since and will go there too");
    for (Map.Entry<OrphanTally.Group, Long> entry : listing.tally().counts().entrySet()) {
      if (lines.size() >= LINES_MAX) {
        lines.add("and more: GET /api/v1/orphans");
        break;
      }
      OrphanTally.Group group = entry.getKey();
      String where = group.namespace().isEmpty() ? "" : " in " + group.namespace();
      lines.add(entry.getValue() + " " + group.kind() + ": " + group.resource() + where);
    }
    return lines;
  }

  static Map<String, String> outputs(OrphanList list) {
    return Map.of(
        DIGEST,
        list.digest(),
        "orphans-written",
        Long.toString(list.written()),
        "orphans-deleted",
        Long.toString(list.deleted()));
  }

  /** Of a list that may be overwritten. */
  static Map<String, String> confirmed(OrphanList list) {
    Map<String, String> outputs = new TreeMap<>(outputs(list));
    outputs.put(CONFIRMED_WATERMARK, Long.toString(list.handover().watermark()));
    outputs.put(CONFIRMED_REVISION, Long.toString(list.sourceRevision()));
    outputs.put(CONFIRMED_WRITTEN, Long.toString(list.written()));
    return outputs;
  }
}
