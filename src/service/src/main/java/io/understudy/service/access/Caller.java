package io.understudy.service.access;

import java.util.List;

/**
 * Who calls.
 *
 * @param name as journals and the audit log have it
 * @param how they are known: {@code token-file}, {@code kubernetes}, {@code mtls}
 */
public record Caller(String name, List<String> groups, String how) {

  public Caller {
    groups = List.copyOf(groups);
  }
}
