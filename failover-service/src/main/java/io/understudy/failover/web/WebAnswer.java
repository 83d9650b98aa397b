package io.understudy.failover.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was answered.
 *
 * @param headers by name in lower case; the first of each
 * @param body its beginning, at most {@link WebCalls#MAX_BODY_BYTES}
 * @param from the address that answered
 * @param certificate none without TLS
 */
record WebAnswer(
    int status,
    Map<String, String> headers,
    String body,
    String from,
    Optional<Certificate> certificate) {

  /** Names of the certificate that was shown, and accepted. */
  record Certificate(String subject, String issuer, String until) {}

  /** For evidence; nothing of the body. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("status " + status + " from " + from);
    certificate.ifPresent(
        shown ->
            lines.add(
                "certificate of "
                    + shown.subject()
                    + ", issued by "
                    + shown.issuer()
                    + ", valid until "
                    + shown.until()));
    return lines;
  }
}
