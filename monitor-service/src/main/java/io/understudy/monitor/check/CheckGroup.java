package io.understudy.monitor.check;

import io.understudy.core.check.DifferenceKind;
import java.util.List;

/**
 * Kinds of difference as people are told of them.
 *
 * @param title as the text has it; the first two are what ACP's users know
 * @param field as the JSON has it
 * @param advice what to do about them
 */
record CheckGroup(DifferenceKind kind, String title, String field, String advice) {

  static final List<CheckGroup> ALL =
      List.of(
          new CheckGroup(
              DifferenceKind.MISSED,
              "LOCAL ETCD missed keys:",
              "localMissedKeys",
              "The primary has them, the standby has not: often taken by the garbage collector after"
                  + " their owner. sync-service recopies them by itself every"
                  + " understudy.sync.interval; to do it now, POST /api/v1/repair there with these"
                  + " keys, or restart one of its pods."),
          new CheckGroup(
              DifferenceKind.SURPLUS,
              "LOCAL ETCD surplus keys:",
              "localSurplusKeys",
              "Only the standby has them: somebody wrote them there. Confirm that they are not"
                  + " needed, then let a check delete them:"
                  + " POST /api/v1/checks/{id}/repair with surplus and confirm."),
          new CheckGroup(
              DifferenceKind.DIFFERENT,
              "LOCAL ETCD different keys:",
              "localDifferentKeys",
              "Their content differs: somebody changed them on the standby. sync-service recopies"
                  + " them by itself; what a controller there keeps rewriting it reports as contested"
                  + " in its status."),
          new CheckGroup(
              DifferenceKind.BLOCKED,
              "LOCAL ETCD blocked keys:",
              "localBlockedKeys",
              "Too large for the standby's etcd: raise its --max-request-bytes and"
                  + " understudy.target.max-request-bytes."),
          new CheckGroup(
              DifferenceKind.CANNOT_COMPARE,
              "LOCAL ETCD keys that cannot be compared:",
              "localUncomparableKeys",
              "Stored differently, and encrypted so that they cannot be opened here: give both"
                  + " EncryptionConfigurations; what a KMS encrypts is never opened."),
          new CheckGroup(
              DifferenceKind.STATUS_ONLY,
              "Status differs, no fault unless a rule says so:",
              "statusOnlyKeys",
              "Controllers of the standby report what they see."),
          new CheckGroup(
              DifferenceKind.ENCRYPTION_ONLY,
              "Encrypted differently, no fault unless a rule says so:",
              "encryptionOnlyKeys",
              "The same content under other keys."),
          new CheckGroup(
              DifferenceKind.STANDBY_OWNED,
              "Fields of the standby's own, no fault unless a rule says so:",
              "standbyOwnedKeys",
              "Token Secrets carry the CA of their own cluster."));
}
