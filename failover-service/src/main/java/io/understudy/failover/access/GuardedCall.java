package io.understudy.failover.access;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a call of the REST API is, as far as its method and path tell. */
public sealed interface GuardedCall {

  /** It changes nothing: it needs no right. */
  record Reads() implements GuardedCall {}

  /**
   * Its path tells what it needs.
   *
   * @param action for the audit log
   */
  record Needs(String action, Right right) implements GuardedCall {}

  /** What it needs is told by its body, or by the operation that it is about. */
  record NeedsByContent(String action) implements GuardedCall {}

  /** Nobody has said what it needs: nobody may call it. */
  record Undefined() implements GuardedCall {}

  /** Methods that change nothing (RFC 9110, 9.2.1). */
  Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

  /** An operation and what is said to it. */
  Pattern WORD = Pattern.compile("/api/v1/operations/[-0-9a-f]+:([a-z]+)");

  /**
   * @param path decoded, from the root
   */
  static GuardedCall of(String method, String path) {
    if (SAFE.contains(method)) {
      return new Reads();
    }
    Matcher word = WORD.matcher(path);
    if (method.equals("POST") && word.matches()) {
      return new NeedsByContent(word.group(1));
    }
    return switch (method + " " + path) {
      case "POST /api/v1/plans" -> new Needs("plan", Right.PLAN);
      case "POST /api/v1/operations" -> new NeedsByContent("begin");
      // A reprotect exports them too: who may begin one may export.
      case "POST /api/v1/orphans/export" -> new Needs("export-orphans", Right.SWITCHOVER);
      default -> new Undefined();
    };
  }
}
