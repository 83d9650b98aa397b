package io.understudy.core.failover.mirror;

import java.util.List;
import java.util.Optional;

/**
 * What Kubernetes' garbage collector would do to the standby, as monitor-service tells it.
 *
 * @param targetRevision it was read at
 * @param now of what is visible
 * @param afterUnpark of what would be once parked objects are in place
 */
public record GcAnswer(long targetRevision, When now, When afterUnpark) {

  /** As monitor-service words its conclusions. */
  public static final String SAFE = "safe";

  public static final String UNSAFE = "unsafe";

  public static final String UNPROVEN = "unproven";

  /**
   * @param conclusion safe, unsafe, unproven; anything else counts as unsafe
   * @param unsafe objects that it would delete or patch, or that would stay parked
   * @param staysParked of them, those that would stay parked: it never sees these
   * @param open objects of which it cannot be told
   * @param first some of the objects that are not kept, each with its verdict
   */
  public record When(
      String conclusion,
      long objects,
      long unsafe,
      long staysParked,
      long open,
      List<String> first) {

    public When {
      first = List.copyOf(first);
    }

    public String text(String name) {
      String parked =
          staysParked == 0 ? "" : ", " + staysParked + " of them would only stay parked";
      return name
          + ": "
          + conclusion
          + ", "
          + unsafe
          + " of "
          + objects
          + " objects unsafe"
          + parked;
    }
  }

  /**
   * Why it forbids going on; empty if it does not.
   *
   * @param allowed what does not forbid it
   */
  public Optional<String> against(Allowed allowed) {
    return against("now", now, allowed)
        .map(why -> why + formerPrimary())
        .or(() -> against("after the unpark", afterUnpark, allowed));
  }

  /**
   * What may be, all the same.
   *
   * @param unproven whether it may be untold of some objects
   * @param staysParked objects that may stay parked
   */
  public record Allowed(boolean unproven, long staysParked) {}

  /**
   * An object that is gone now and kept after the unpark hangs on owners that are parked. The
   * mirror parks what it brought with its owners, so it is the site's own.
   */
  private String formerPrimary() {
    long own = now.unsafe() - afterUnpark.unsafe();
    return own <= 0
        ? ""
        : "; at least "
            + own
            + " of them hang on owners that are parked here. If this site was the primary before,"
            + " they are its own of then, such as pods, and its garbage collector removes them"
            + " once its controllers run: see that they do, then try again";
  }

  private static Optional<String> against(String name, When when, Allowed allowed) {
    boolean onlyParked =
        when.conclusion().equals(UNSAFE)
            && when.unsafe() == when.staysParked()
            && when.staysParked() <= allowed.staysParked();
    if (when.conclusion().equals(SAFE) || onlyParked && when.open() == 0) {
      return Optional.empty();
    }
    String first = when.first().isEmpty() ? "" : "; the first: " + String.join(", ", when.first());
    if (!when.conclusion().equals(UNPROVEN) && !onlyParked) {
      return Optional.of(
          "the garbage collector would not leave the standby alone: "
              + when.text(name)
              + first
              + "; GET /api/v1/gc-safety of monitor-service tells of each");
    }
    return allowed.unproven()
        ? Optional.empty()
        : Optional.of(
            "of some objects it cannot be told whether the garbage collector would keep them: "
                + when.text(name)
                + first
                + "; see GET /api/v1/gc-safety, or set allow-unproven if that is known and fine");
  }
}
