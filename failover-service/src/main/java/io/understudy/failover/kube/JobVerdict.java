package io.understudy.failover.kube;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a Job ended, by its own word and by what it wrote.
 *
 * @param failure why it counts as failed; empty if it succeeded
 */
record JobVerdict(Optional<String> failure) {

  /** What its log must and must not have; a pattern may match anywhere in a line. */
  record Patterns(Optional<Pattern> success, Optional<Pattern> fail) {

    boolean isAny() {
      return success.isPresent() || fail.isPresent();
    }
  }

  /**
   * @return empty while it runs
   */
  static Optional<JobVerdict> byStatus(Job job) {
    if (job.getStatus() == null || job.getStatus().getConditions() == null) {
      return Optional.empty();
    }
    for (JobCondition condition : job.getStatus().getConditions()) {
      if (!"True".equals(condition.getStatus())) {
        continue;
      }
      if ("Complete".equals(condition.getType())) {
        return Optional.of(new JobVerdict(Optional.empty()));
      }
      if ("Failed".equals(condition.getType())) {
        return Optional.of(
            new JobVerdict(
                Optional.of(
                    "it failed: " + condition.getReason() + ": " + condition.getMessage())));
      }
    }
    return Optional.empty();
  }

  /** Together with the last lines of its log. */
  JobVerdict with(List<String> log, Patterns patterns) {
    Optional<String> failing =
        patterns
            .fail()
            .filter(pattern -> log.stream().anyMatch(line -> pattern.matcher(line).find()))
            .map(pattern -> "its log has what 'fail-pattern' says: " + pattern);
    Optional<String> lacking =
        patterns
            .success()
            .filter(pattern -> log.stream().noneMatch(line -> pattern.matcher(line).find()))
            .map(pattern -> "its log does not have what 'success-pattern' says: " + pattern);
    return new JobVerdict(failing.or(() -> failure).or(() -> lacking));
  }
}
