package io.understudy.failover.api;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.understudy.core.failover.JournalException;
import io.understudy.core.failover.RunBook;
import io.understudy.service.api.Problems;
import jakarta.ws.rs.core.Response.Status;

/** Looks journals up for callers. */
final class Journals {

  private Journals() {}

  /**
   * @throws HttpProblem 404 if there is no such operation, 409 if its journal is not what was
   *     written
   */
  static RunBook.Kept kept(RunBook book, String id) {
    try {
      return book.load(id)
          .orElseThrow(
              () ->
                  Problems.of(
                      Status.NOT_FOUND,
                      "No such operation",
                      "GET /api/v1/operations lists those that are kept"));
    } catch (JournalException changed) {
      throw Problems.of(
          Status.CONFLICT,
          "The journal is not what was written",
          changed.getMessage()
              + "; find out who writes to /understudy/ in this site's etcd before anything else; how a run"
              + " that goes on is set aside is in docs/alerts.md, UnderstudyJournalChanged");
    }
  }
}
