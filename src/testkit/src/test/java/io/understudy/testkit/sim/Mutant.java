package io.understudy.testkit.sim;

import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.TermRecord;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.ForwardingEtcd;
import io.understudy.core.port.Pending;
import io.understudy.core.port.Txn;
import io.understudy.core.port.Txn.Condition;
import io.understudy.core.port.Txn.Write;
import io.understudy.core.port.TxnOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Planted faults: what a broken mirror would send to the target, or overlook at the source. */
enum Mutant {
  /** A leader of an earlier term may still write. */
  NO_TERM_COMPARED(rewriting(txn -> without(txn, c -> c.key().equals(World.KEYS.term())))),
  /** A site that was promoted is taken for a standby: the old leader takes a term again. */
  PROMOTION_IGNORED(Mutant::blindToTerms),
  /** A leader without a lease may still write. */
  NO_FENCE_COMPARED(
      rewriting(
          txn ->
              without(
                  txn,
                  c -> c.key().equals(World.KEYS.term()) || c.key().equals(World.KEYS.leader())))),
  /** A Txn that arrives after its own retry, or twice, is applied again. */
  NO_CHECKPOINT_COMPARED(
      rewriting(txn -> without(txn, c -> c.key().equals(World.KEYS.checkpoint())))),
  /** Nothing is compared at all. */
  NOTHING_COMPARED(rewriting(txn -> isData(txn) ? new Txn(List.of(), txn.writes()) : txn)),
  /** Deletes of the source are not carried over. */
  DELETE_SKIPPED(rewriting(txn -> writes(txn, w -> !(w instanceof Write.Delete && visible(w))))),
  /** Parked objects are not taken out of park. */
  PARKED_DELETE_SKIPPED(
      rewriting(txn -> writes(txn, w -> !(w instanceof Write.Delete && parked(w))))),
  /** The first put of a Txn is lost. */
  PUT_SKIPPED(rewriting(Mutant::withoutFirstPut)),
  /** A value is changed on the way. */
  VALUE_DAMAGED(rewriting(Mutant::damaged)),
  /** What should be parked is shown. */
  PARKED_SHOWN(rewriting(Mutant::shown)),
  /** The checkpoint is written ahead of its data. */
  CHECKPOINT_AHEAD(rewriting(Mutant::ahead)),
  /** The checkpoint goes without the data: the next Txn brings it. */
  TXNS_REORDERED(Mutant::reordering),
  /** An owner is written one Txn after its dependents. */
  OWNER_AFTER_DEPENDENT(Mutant::ownersLate),
  /** Delete and put under one key become one overwriting put. */
  DELETE_AND_PUT_MERGED(Mutant::merging),
  /** A Txn of the copy carries no record. */
  RECORD_MISSING(rewriting(txn -> writes(txn, w -> !w.key().equals(World.KEYS.copying())))),
  /** No Txn leaves a mark of what is the mirror's own. */
  MARKS_MISSING(rewriting(txn -> writes(txn, w -> !World.KEYS.isMark(w.key())))),
  /** A surplus key goes whatever it has become since it was confirmed. */
  SURPLUS_NOT_COMPARED(rewriting(txn -> without(txn, c -> isRegistry(c.key())))),
  /** Of what is surplus the dependents are left, and only what they hang on goes. */
  SURPLUS_DEPENDENT_KEPT(rewriting(Mutant::withoutFirstSurplus)),
  /** A leader gives the site the role that nobody gave it. */
  ROLE_GIVEN_BY_LEADER(rewriting(Mutant::givingRoles)),
  /** The mirror says it tails while it still copies. */
  TAIL_CLAIMED_EARLY(rewriting(Mutant::claimingTail)),
  /** Nobody looks which cluster answers for the source. */
  SOURCE_NOT_PINNED(UnaryOperator.identity(), Credulous::ofWhoAnswers),
  /** Nobody looks whether the source's streams still stand when something of it was read. */
  BROKEN_STREAM_UNSEEN(UnaryOperator.identity(), Credulous::ofBrokenStreams);

  private final UnaryOperator<Etcd> plant;
  private final UnaryOperator<Etcd> plantAtSource;

  Mutant(UnaryOperator<Etcd> plant) {
    this(plant, UnaryOperator.identity());
  }

  Mutant(UnaryOperator<Etcd> plant, UnaryOperator<Etcd> plantAtSource) {
    this.plant = plant;
    this.plantAtSource = plantAtSource;
  }

  /** A connection to the target with this fault in it. */
  UnaryOperator<Etcd> plant() {
    return plant;
  }

  /** A connection to the source with this fault in it. */
  UnaryOperator<Etcd> plantAtSource() {
    return plantAtSource;
  }

  private static UnaryOperator<Etcd> rewriting(UnaryOperator<Txn> rewrite) {
    return etcd -> new Between(etcd, txn -> etcd.txn(rewrite.apply(txn)));
  }

  private static Etcd blindToTerms(Etcd etcd) {
    return new Between(
        etcd,
        txn -> {
          boolean election =
              txn.writes().stream().anyMatch(w -> w.key().equals(World.KEYS.leader()));
          return etcd.txn(
              election
                  ? txn
                  : new Txn(
                      txn.conditions().stream()
                          .filter(c -> !c.key().equals(World.KEYS.term()))
                          .toList(),
                      txn.writes()));
        });
  }

  private static Etcd reordering(Etcd etcd) {
    List<Write> heldBack = new ArrayList<>();
    return new Between(
        etcd,
        txn -> {
          if (!isData(txn)) {
            return etcd.txn(txn);
          }
          List<Write> now = new ArrayList<>(heldBack);
          heldBack.clear();
          for (Write write : txn.writes()) {
            if (visible(write) || parked(write)) {
              heldBack.add(write);
            } else {
              now.add(write);
            }
          }
          return etcd.txn(new Txn(txn.conditions(), distinct(now)));
        });
  }

  private static Etcd ownersLate(Etcd etcd) {
    List<Write> heldBack = new ArrayList<>();
    return new Between(
        etcd,
        txn -> {
          List<Write> now = new ArrayList<>(txn.writes());
          Optional<Write> owner =
              now.stream().filter(w -> w instanceof Write.Put && visible(w)).findFirst();
          if (owner.isEmpty()) {
            return etcd.txn(txn);
          }
          now.remove(owner.get());
          now.addAll(heldBack);
          heldBack.clear();
          heldBack.add(owner.get());
          return etcd.txn(new Txn(txn.conditions(), distinct(now)));
        });
  }

  private static Etcd merging(Etcd etcd) {
    return new Between(
        etcd,
        txn -> {
          boolean onlyDeletes =
              txn.writes().stream().anyMatch(w -> w instanceof Write.Delete && visible(w))
                  && txn.writes().stream().noneMatch(w -> w instanceof Write.Put && visible(w));
          return etcd.txn(
              onlyDeletes ? writes(txn, w -> !(w instanceof Write.Delete && visible(w))) : txn);
        });
  }

  private static List<Write> distinct(List<Write> writes) {
    List<Write> distinct = new ArrayList<>();
    for (Write write : writes) {
      distinct.removeIf(earlier -> earlier.key().equals(write.key()));
      distinct.add(write);
    }
    return distinct;
  }

  private static Txn withoutFirstPut(Txn txn) {
    Optional<Write> first =
        txn.writes().stream().filter(w -> w instanceof Write.Put && visible(w)).findFirst();
    return first.isEmpty() ? txn : writes(txn, w -> w != first.get());
  }

  private static Txn damaged(Txn txn) {
    return mapped(
        txn,
        write ->
            write instanceof Write.Put put && visible(put) && put.value().length() % 3 == 0
                ? new Write.Put(put.key(), put.value().plus(Bytes.utf8(" ")), put.lease())
                : write);
  }

  private static Txn shown(Txn txn) {
    return mapped(
        txn,
        write ->
            write instanceof Write.Put put && parked(put)
                ? new Write.Put(World.KEYS.unparked(put.key()), put.value(), put.lease())
                : write);
  }

  private static Txn ahead(Txn txn) {
    return mapped(
        txn,
        write -> {
          if (!(write instanceof Write.Put put) || !put.key().equals(World.KEYS.checkpoint())) {
            return write;
          }
          Checkpoint checkpoint = Checkpoint.fromJson(put.value());
          Checkpoint ahead = checkpoint.at(checkpoint.watermark() + 1, checkpoint.observedAt());
          return Txn.put(put.key(), ahead.toJson());
        });
  }

  private static Txn claimingTail(Txn txn) {
    return mapped(
        txn,
        write -> {
          if (!(write instanceof Write.Put put) || !put.key().equals(World.KEYS.checkpoint())) {
            return write;
          }
          Checkpoint checkpoint = Checkpoint.fromJson(put.value());
          return Txn.put(put.key(), checkpoint.inPhase(Checkpoint.Phase.TAIL).toJson());
        });
  }

  private static Txn givingRoles(Txn txn) {
    return mapped(
        txn,
        write -> {
          if (!(write instanceof Write.Put put) || !put.key().equals(World.KEYS.term())) {
            return write;
          }
          TermRecord term = TermRecord.fromJson(put.value());
          TermRecord given =
              new TermRecord(term.role(), term.term(), term.holder(), term.since(), term.reason());
          return Txn.put(put.key(), given.toJson());
        });
  }

  private static Txn mapped(Txn txn, UnaryOperator<Write> change) {
    return new Txn(txn.conditions(), distinct(txn.writes().stream().map(change).toList()));
  }

  private static Txn writes(Txn txn, Predicate<Write> keep) {
    return new Txn(txn.conditions(), txn.writes().stream().filter(keep).toList());
  }

  private static Txn without(Txn txn, Predicate<Condition> drop) {
    return isData(txn)
        ? new Txn(txn.conditions().stream().filter(drop.negate()).toList(), txn.writes())
        : txn;
  }

  /** Not the Txn by which a leader takes its place. */
  private static boolean isData(Txn txn) {
    return txn.writes().stream().noneMatch(write -> write.key().equals(World.KEYS.term()));
  }

  private static boolean visible(Write write) {
    return isRegistry(write.key());
  }

  private static boolean isRegistry(Bytes key) {
    return key.utf8().startsWith("/registry/");
  }

  private static Txn withoutFirstSurplus(Txn txn) {
    Optional<Condition> first =
        txn.conditions().stream().filter(c -> isRegistry(c.key())).findFirst();
    return first.isEmpty() ? txn : writes(txn, w -> !w.key().equals(first.get().key()));
  }

  private static boolean parked(Write write) {
    return World.KEYS.isParked(write.key());
  }

  /** A connection whose Txns somebody tampers with. */
  private static final class Between extends ForwardingEtcd {

    private final Function<Txn, Pending<TxnOutcome>> send;

    Between(Etcd etcd, Function<Txn, Pending<TxnOutcome>> send) {
      super(etcd);
      this.send = send;
    }

    @Override
    public Etcd pinnedTo(long clusterId) {
      throw new UnsupportedOperationException("the target is not pinned");
    }

    @Override
    public Pending<TxnOutcome> txn(Txn txn) {
      return send.apply(txn);
    }
  }
}
