package io.understudy.core.role;

import io.understudy.core.control.TermRecord;

/** What came of a request to change a site's role. */
public sealed interface RoleChange {

  /**
   * The role is as asked.
   *
   * @param repeated an earlier call with the same request had done it
   */
  record Changed(TermRecord record, boolean repeated) implements RoleChange {}

  /** The term is another than expected; nothing was written. */
  record WrongTerm(long expected, TermRecord present) implements RoleChange {}

  /**
   * Nothing was written.
   *
   * @param remedy what an operator can do
   */
  record Refused(String why, String remedy, TermRecord present) implements RoleChange {}
}
