package io.understudy.core.readiness;

import io.understudy.core.port.EtcdStatus;
import io.understudy.core.readiness.Facts.Member;
import java.util.List;

/** Whether an etcd is well and has room. */
final class EtcdChecks {

  private static final int PERCENT = 100;

  private static final String NAME_ALL =
      "Name the client URL of every member (understudy.source.endpoints for the primary,"
          + " understudy.target.endpoints for the standby), so that each is asked.";

  private EtcdChecks() {}

  static Outcome etcd(Precheck check, Fact<List<Member>> members, Thresholds limits) {
    Draft draft = new Draft(check);
    long quota =
        check == Precheck.PRIMARY_ETCD ? limits.primaryQuotaBytes() : limits.standbyQuotaBytes();
    switch (members) {
      case Fact.Unknown<List<Member>>(String why) ->
          draft.unknown(why, "See that this etcd runs and can be reached.");
      case Fact.Known<List<Member>>(List<Member> all) -> {
        boolean someAnswer = all.stream().anyMatch(EtcdChecks::answers);
        all.forEach(member -> judge(draft, member, someAnswer, quota, limits));
      }
    }
    return draft.done("every member is well and has room");
  }

  private static boolean answers(Member member) {
    return member.status() instanceof Fact.Known;
  }

  private static void judge(
      Draft draft, Member member, boolean someAnswer, long quota, Thresholds limits) {
    switch (member.status()) {
      // It may be well: what would hold up a switchover has to be known.
      case Fact.Unknown<EtcdStatus>(String why) when !member.asked() ->
          draft.warn(member.endpoint() + ": " + why, NAME_ALL);
      case Fact.Unknown<EtcdStatus>(String why) -> {
        String seen = member.endpoint() + ": " + why;
        String remedy = "See that this member runs and can be reached.";
        if (someAnswer) {
          draft.warn(seen, remedy);
        } else {
          draft.unknown(seen, remedy);
        }
      }
      case Fact.Known<EtcdStatus>(EtcdStatus status) ->
          judge(draft, member.endpoint(), status, quota, limits);
    }
  }

  private static void judge(
      Draft draft, String endpoint, EtcdStatus status, long quotaGiven, Thresholds limits) {
    for (String alarm : status.alarms()) {
      draft.fail(
          endpoint + ": alarm " + alarm,
          "Make room (compact, defragment), or mend the member; then etcdctl alarm disarm.");
    }
    long quota = status.quotaBytes() > 0 ? status.quotaBytes() : quotaGiven;
    long percent = status.databaseBytes() / Math.max(1, quota / PERCENT);
    String seen = "%s: %d %% of %d bytes used".formatted(endpoint, percent, quota);
    String remedy = "Compact and defragment, or raise its --quota-backend-bytes.";
    if (percent >= limits.quotaPercent().fail()) {
      draft.fail(seen, remedy);
    } else if (percent >= limits.quotaPercent().warn()) {
      draft.warn(seen, remedy);
    } else {
      draft.pass(seen);
    }
  }
}
