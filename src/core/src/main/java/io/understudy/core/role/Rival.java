package io.understudy.core.role;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.control.RoleRecord;
import io.understudy.core.control.TermRecord;
import io.understudy.core.mirror.Timing;
import io.understudy.core.mirror.Within;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyValue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The other site of the link as its own record has it, read there or told by its sync-service, and
 * whether that forbids to promote this one: of two that claim to be the primary, the one in the
 * lower term does nothing. What is not known forbids nothing, as the other site may be lost.
 */
public final class Rival {

  private final Optional<RoleRecord> role;

  private Rival(Optional<RoleRecord> role) {
    this.role = role;
  }

  public static Rival unknown() {
    return new Rival(Optional.empty());
  }

  public static Rival of(TermRecord term) {
    return of(RoleRecord.of(term));
  }

  public static Rival of(RoleRecord role) {
    return new Rival(Optional.of(role));
  }

  /**
   * Asks the other site's etcd.
   *
   * @param patience nothing is known of one that takes longer
   */
  public static Rival ask(Etcd other, ControlKeys keys, Duration patience, Timing timing) {
    Bytes key = keys.term();
    try {
      KeyValue found = Within.await(other.get(List.of(key), 0), patience, timing).keys().get(key);
      return found == null ? of(TermRecord.none()) : of(TermRecord.fromJson(found.value()));
    } catch (EtcdException | CorruptRecordException unreadable) {
      return unknown();
    }
  }

  /** This one, or where nothing is known of it, what somebody else tells. */
  public Rival orElse(Supplier<Rival> other) {
    return role.isPresent() ? this : other.get();
  }

  boolean isPromoted() {
    return role.filter(RoleRecord::isPromoted).isPresent();
  }

  /**
   * Why this site must not be promoted.
   *
   * @param here this site's record
   * @param clusterId of this site's etcd
   * @return empty if nothing is known against it
   */
  public Optional<String> against(TermRecord here, long clusterId) {
    return role.filter(RoleRecord::isPromoted)
        .filter(there -> there.term() > here.term() || isFormer(here, clusterId, there))
        .map(
            there ->
                "the other site is the primary since term "
                    + there.term()
                    + (isFormer(here, clusterId, there)
                        ? ", when it took over from this one, and this one has not been demoted since"
                        : ", this one is in term " + here.term())
                    + ": it would be the second to claim so");
  }

  private static boolean isFormer(TermRecord here, long clusterId, RoleRecord there) {
    return here.assumed() && there.tookOverFrom(clusterId);
  }
}
