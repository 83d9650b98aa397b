package io.understudy.core.mirror;

import io.understudy.core.port.KeyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Finds out, before a run writes its first byte, what speaks against it. The cheap checks come
 * first; what walks keys is only begun when nothing else refuses already.
 */
final class PreflightReader {

  private static final Finding UNPROVEN =
      new Finding.Warning(
          "continuity is unproven: the source's account may read /registry/ only, where a missing"
              + " revision cannot be told from one that touched other keys",
          "let the source's role read the whole keyspace, see docs/etcd-roles.md");

  private final RunContext context;
  private final Requests requests;

  PreflightReader(RunContext context, Requests requests) {
    this.context = context;
    this.requests = requests;
  }

  List<Finding> findings(Opening opening, Sources.Start start) {
    PreflightLimits limits = context.limits().preflight();
    List<Finding> found = new ArrayList<>(Preflight.check(seen(opening), limits));
    if (!opening.reach().isWhole()) {
      found.add(UNPROVEN);
    }
    if (start instanceof Sources.Start.Refuse refuse) {
      found.add(new Finding.Refusal(refuse.why(), refuse.remedy()));
    }
    if (opening.checkpoint() == null && nothingRefuses(found)) {
      long accepted = opening.accepted();
      Overwrites overwrites =
          new OverwriteCount(context, opening.reach(), requests, known(opening)).count();
      Preflight.overwrites(overwrites, limits, accepted).ifPresent(found::add);
    }
    boolean standbyIsKnown = context.classifier().knowsStandby();
    if (opening.checkpoint() == null && standbyIsKnown && nothingRefuses(found)) {
      Undecryptable undecryptable =
          new UndecryptableCount(context, opening.reach(), requests).count();
      Preflight.undecryptable(undecryptable, limits).ifPresent(found::add);
    }
    return found;
  }

  /** Without a checkpoint only what the source itself once got from here is known. */
  private Predicate<KeyValue> known(Opening opening) {
    return Replicated.read(context, requests, opening.observed().target())::contains;
  }

  private Preflight.Seen seen(Opening opening) {
    return new Preflight.Seen(
        opening.observed().source(),
        opening.observed().target(),
        opening.sourceControl(),
        opening.ownTerm(),
        context.leadership().formerSince(),
        opening.checkpoint(),
        context.timing().now());
  }

  private static boolean nothingRefuses(List<Finding> found) {
    return found.stream().noneMatch(finding -> finding instanceof Finding.Refusal);
  }
}
