package io.understudy.failover.access;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.understudy.core.failover.Command;
import io.understudy.core.failover.RunRequest;
import io.understudy.core.failover.Verb;
import io.understudy.failover.audit.Audit;
import io.understudy.failover.audit.AuditException;
import io.understudy.failover.audit.RequestLine;
import io.understudy.failover.audit.RequestLine.About;
import io.understudy.service.access.Denials;
import io.understudy.service.access.Identity;
import io.understudy.service.api.Problems;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response.Status;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * One call that may change something: who asks, for what, and whether they may. Nothing is done
 * before {@code may…} has returned, and the caller's name is known only then.
 */
@RequestScoped
public class Asking {

  private final Audit audit;
  private final Denials metrics;
  private final InstantSource time;

  private String action = "";
  private String from = "";
  private @Nullable Identity identity;
  private @Nullable Right right;
  private About about = About.NOTHING;
  private boolean isAdmitted;

  @Inject
  Asking(Audit audit, Denials metrics, InstantSource time) {
    this.audit = audit;
    this.metrics = metrics;
    this.time = time;
  }

  /**
   * Whoever may begin it begins it.
   *
   * @return who they are
   * @throws HttpProblem 403 if they may not, 503 if that cannot be told, or not be put on record
   */
  public String mayBegin(RunRequest request) {
    about = new About(request.verb().text(), "", "", request.planHash(), request.comment());
    return admit(Right.toBegin(request.verb()));
  }

  /**
   * A word to a run.
   *
   * @param verb of the run
   * @param step that it names; empty if none
   * @return who they are
   * @throws HttpProblem as for {@link #mayBegin}
   */
  public String maySay(Command command, String run, Verb verb, String step, String comment) {
    about = new About(verb.text(), run, step, "", comment);
    return admit(Right.toSay(command, verb));
  }

  /** The run that came of it, for the audit log. */
  public void began(String run) {
    about = new About(about.verb(), run, about.step(), about.planHash(), about.comment());
  }

  void comes(String what, String address) {
    action = what;
    from = address;
  }

  void isFrom(Identity known) {
    identity = known;
  }

  /** See {@link #mayBegin}. */
  String admit(Right needed) {
    Identity known = identity;
    if (known == null) {
      throw new IllegalStateException("nobody has been identified");
    }
    right = needed;
    Optional<String> refusal = known.refusal(needed);
    if (refusal.isPresent()) {
      throw Problems.of(
          Status.FORBIDDEN,
          "Not allowed",
          refusal.get()
              + "; whoever administers rights here can grant '"
              + needed.text()
              + "', see docs/kubernetes.md");
    }
    try {
      audit.write(line("asked", OptionalInt.empty(), "").json());
    } catch (AuditException failure) {
      throw Problems.of(
          Status.SERVICE_UNAVAILABLE,
          "Nothing is done that is not in the audit log",
          String.valueOf(failure.getMessage()));
    }
    isAdmitted = true;
    return known.caller().name();
  }

  /**
   * @param why it comes to nothing; empty otherwise
   */
  void answered(int status, String why) {
    if (!isAdmitted) {
      metrics.denied(status);
    }
    audit.writeOrWarn(line(isAdmitted ? "answered" : "denied", OptionalInt.of(status), why).json());
  }

  private RequestLine line(String stage, OptionalInt status, String why) {
    Identity known = identity;
    Right needed = right;
    return new RequestLine(
        time.instant(),
        stage,
        known == null ? "" : known.caller().name(),
        known == null ? List.of() : known.caller().groups(),
        known == null ? "" : known.caller().how(),
        from,
        action,
        needed == null ? "" : needed.text(),
        about,
        status,
        why);
  }
}
