package io.understudy.core.role;

import io.understudy.core.port.Txn;

/** What is to be done about a request, given the records as they are. */
sealed interface Decision {

  /** Nothing more. */
  record Settled(RoleChange outcome) implements Decision {}

  /** This one Txn changes the role, if the records are still as they were. */
  record Change(Txn txn) implements Decision {}
}
