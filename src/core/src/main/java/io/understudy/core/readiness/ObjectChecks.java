package io.understudy.core.readiness;

import io.understudy.core.readiness.Facts.Machines;
import io.understudy.core.readiness.Facts.Terminating;

/** Objects in a state in which they had better not be taken over. */
final class ObjectChecks {

  private static final String ASK_ETCD = "See that this etcd answers.";

  private ObjectChecks() {}

  static Outcome terminating(Precheck check, Fact<Terminating> found) {
    Draft draft = new Draft(check);
    switch (found) {
      case Fact.Unknown<Terminating>(String why) -> draft.unknown(why, ASK_ETCD);
      case Fact.Known<Terminating>(Terminating known) -> {
        for (String key : known.keys()) {
          draft.warn(
              "terminating: " + key,
              "Let them go first, or find whose finalizers hold them: after the change the"
                  + " other side's controllers would run these.");
        }
        if (known.unreadable() > 0) {
          draft.unknown(
              "of " + known.unreadable() + " objects it cannot be read here",
              "Give the EncryptionConfiguration (understudy.*.encryption-config-file).");
        }
      }
    }
    return draft.done("no object is terminating");
  }

  static Outcome machines(Precheck check, Fact<Machines> found) {
    Draft draft = new Draft(check);
    switch (found) {
      case Fact.Unknown<Machines>(String why) -> draft.unknown(why, ASK_ETCD);
      case Fact.Known<Machines>(Machines known) -> {
        if (!known.installed()) {
          draft.pass("this cluster knows no machines.platform.tkestack.io");
        } else {
          draft.pass(known.all() + " machines");
        }
        for (String machine : known.notRunning()) {
          draft.fail(
              "not running: " + machine,
              "Let no node be added or removed on either side: kubectl get"
                  + " machines.platform.tkestack.io.");
        }
      }
    }
    return draft.done(
        found instanceof Fact.Known<Machines>(Machines known) && known.installed()
            ? "all machines run"
            : "there are no machines here");
  }
}
