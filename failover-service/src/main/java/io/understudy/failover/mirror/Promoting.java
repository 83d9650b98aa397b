package io.understudy.failover.mirror;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.control.TermRecord;
import io.understudy.core.failover.Evidence;
import io.understudy.core.failover.RunReport;
import io.understudy.core.failover.Verb;
import io.understudy.core.failover.mirror.PromotionState;
import io.understudy.core.port.EtcdException;
import io.understudy.core.role.RoleChange;
import io.understudy.core.role.RoleRequest;
import io.understudy.failover.step.StepContext;
import io.understudy.failover.step.StepFailedException;
import io.understudy.service.access.MirrorRight;
import io.understudy.service.rest.NotReachedException;
import io.understudy.service.rest.RestClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One attempt to promote the site. The request is the same whoever carries it: its key is the
 * run's, and the term it is made against is noted before. So a lost answer, a crash, and a change
 * between sync-service and the etcd itself are all found out by the record.
 */
final class Promoting {

  private static final Duration EVERY = Duration.ofMillis(200);

  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final int CONFLICT = 409;
  private static final int WRONG_TERM = 412;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Under which the term is noted that the request is made against. */
  static final String EXPECTED_TERM = "expected-term";

  private static final double MILLIS = 1000.0;

  private final MirrorSite site;
  private final StepContext context;
  private final boolean force;
  private final String key;
  private final String reason;
  private final List<String> lines = new ArrayList<>();
  private final PromotionGuards guards;
  private String trouble = "";

  /**
   * @param force also where the standby is not known to equal the primary
   * @param fencedOtherwise also where no step of this run proved a fence
   */
  Promoting(
      MirrorSite site,
      PrimaryContact primary,
      StepContext context,
      boolean force,
      boolean fencedOtherwise) {
    this.site = site;
    this.context = context;
    this.force = force;
    this.key = key(context.run());
    this.reason = context.verb().text() + ", run " + context.run();
    this.guards = new PromotionGuards(site, primary, context, fencedOtherwise, this::say);
  }

  /** {@code Idempotency-Key} of a run's promotion. */
  static String key(String run) {
    return "run-" + run;
  }

  Evidence run() throws InterruptedException {
    OptionalLong least = least();
    TermRecord term = promoted(least);
    Optional<String> against = PromotionState.against(term, least);
    if (against.isPresent()) {
      throw new StepFailedException(
          "this site is promoted, in term "
              + term.term()
              + ", but "
              + against.get()
              + "; look at what the primary wrote since before users come here");
    }
    return evidence(term);
  }

  private TermRecord promoted(OptionalLong least) throws InterruptedException {
    try {
      return context.await("this site to be promoted", EVERY, () -> look(least));
    } catch (StepFailedException failed) {
      throw trouble.isEmpty()
          ? failed
          : new StepFailedException(failed.getMessage() + "; at last: " + trouble, failed);
    }
  }

  /** Of a failover the loss was accepted: there is nothing that it has to hold. */
  private OptionalLong least() {
    return context.verb() == Verb.FAILOVER ? OptionalLong.empty() : Outputs.least(context);
  }

  private Optional<TermRecord> look(OptionalLong least) {
    SiteState state = site.state();
    return switch (PromotionState.of(state.term(), key)) {
      case PromotionState.Done done -> Optional.of(done.term());
      case PromotionState.ByAnother other ->
          throw new StepFailedException(
              "another request has promoted this site, in term "
                  + other.term().term()
                  + " ("
                  + other.term().reason()
                  + "); this run must not go on as if it had: cancel it and look at the site");
      case PromotionState.Wanted wanted -> {
        guards.ensure(state, least);
        ask(wanted.expectedTerm());
        yield Optional.empty();
      }
    };
  }

  private void ask(long expectedTerm) {
    noteHeldUntil();
    PromotionGuards.noteChange(context, EXPECTED_TERM, Long.toString(expectedTerm));
    try {
      RestClient.Answer answer =
          site.sync().post(MirrorRight.PROMOTE.path(), body(expectedTerm), headers());
      switch (answer.status()) {
        case OK -> say("sync-service answered 200");
        // The records tell what came of it: the next look decides.
        case WRONG_TERM -> say("sync-service answered 412: " + answer.detail());
        case CONFLICT, BAD_REQUEST -> refused(answer.detail());
        default -> {
          say("sync-service answered " + answer.status() + ": " + answer.detail());
          direct(expectedTerm);
        }
      }
    } catch (NotReachedException silent) {
      say(String.valueOf(silent.getMessage()));
      direct(expectedTerm);
    }
  }

  /**
   * Of a failover, before the promotion deletes the checkpoint that says so; the latest of what its
   * attempts saw.
   */
  private void noteHeldUntil() {
    if (context.verb() != Verb.FAILOVER) {
      return;
    }
    Optional<Instant> noted = context.noted(RunReport.HELD_UNTIL).map(Instant::parse);
    LossBounds.heldUntil(site)
        .filter(until -> noted.filter(before -> !until.isAfter(before)).isEmpty())
        .ifPresent(until -> context.note(RunReport.HELD_UNTIL, until.toString()));
  }

  private void addLoss(TermRecord term, Map<String, String> outputs) {
    context
        .noted(RunReport.HELD_UNTIL)
        .ifPresent(
            noted -> {
              Duration loss = Duration.between(Instant.parse(noted), term.since());
              double seconds = Math.max(0, loss.toMillis()) / MILLIS;
              outputs.put(RunReport.HELD_UNTIL, noted);
              outputs.put(RunReport.LOSS_SECONDS, Double.toString(seconds));
              lines.add(
                  "all that the primary held at "
                      + noted
                      + " is here; what it wrote in the "
                      + seconds
                      + " s from then to the promotion may be lost");
            });
  }

  /** The same compare-and-set that sync-service makes, where that cannot be asked. */
  private void direct(long expectedTerm) {
    RoleRequest request = new RoleRequest(expectedTerm, reason, key, force);
    try {
      switch (site.roles().promote(request, site.rival())) {
        case RoleChange.Changed changed -> say("done straight in the standby's etcd");
        case RoleChange.WrongTerm wrong ->
            say("the term is " + wrong.present().term() + " meanwhile");
        case RoleChange.Refused refused -> refused(refused.why() + "; " + refused.remedy());
      }
    } catch (EtcdException failure) {
      trouble = String.valueOf(failure.getMessage());
      say(trouble);
    } catch (CorruptRecordException damaged) {
      throw new StepFailedException(String.valueOf(damaged.getMessage()), damaged);
    }
  }

  /** Unless the record says by now that this very request was made after all. */
  private void refused(String why) {
    if (!(PromotionState.of(site.state().term(), key) instanceof PromotionState.Done)) {
      throw new StepFailedException("the promotion is refused: " + why);
    }
  }

  private ObjectNode body(long expectedTerm) {
    ObjectNode body = JSON.createObjectNode().put("expectedTerm", expectedTerm);
    body.put("reason", reason);
    if (force) {
      body.put("force", true);
    }
    return body;
  }

  private Map<String, String> headers() {
    return Map.of("Idempotency-Key", key);
  }

  /** The same again says nothing new. */
  private void say(String line) {
    if (lines.isEmpty() || !lines.getLast().equals(line)) {
      lines.add(line);
    }
  }

  private Evidence evidence(TermRecord term) {
    Map<String, String> outputs = new HashMap<>();
    outputs.put(Outputs.PROMOTED_TERM, Long.toString(term.term()));
    if (guards.isLost()) {
      outputs.put(Outputs.PRIMARY_LOST, "true");
    }
    TermRecord.Claim claim = term.claim();
    lines.add(
        "the record in the standby's etcd says: promoted in term "
            + term.term()
            + " by request "
            + key
            + " at "
            + term.since());
    addLoss(term, outputs);
    if (claim == null) {
      lines.add("it claims no state of the primary");
    } else {
      outputs.put(Outputs.CLAIM_WATERMARK, Long.toString(claim.watermark()));
      if (guards.stoodStill()) {
        // It claims all that the fenced primary held.
        outputs.put(RunReport.LOSS_SECONDS, "0");
      }
      lines.add(
          "it claims the primary's revision "
              + claim.watermark()
              + " at target revision "
              + claim.targetRevision()
              + (claim.isEqual() ? ", equal" : ", not known to be whole"));
    }
    return new Evidence("this site is the primary, in term " + term.term(), lines, outputs);
  }
}
