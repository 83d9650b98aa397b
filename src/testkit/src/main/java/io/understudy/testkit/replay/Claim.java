package io.understudy.testkit.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.understudy.core.port.Bytes;
import java.io.IOException;

/**
 * What a checkpoint says, by the fields that others may read.
 *
 * @param isClaim in tail and not between parts: the target equals the source at the watermark
 * @param rules digest of the rules in force
 */
record Claim(long watermark, String phase, boolean isClaim, String sourceClusterId, String rules) {

  static final Claim NONE = new Claim(0, "", false, "", "");

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * @throws IOException if it is no such record
   */
  static Claim read(Bytes checkpoint) throws IOException {
    JsonNode json = JSON.readTree(checkpoint.array());
    JsonNode watermark = json.path("watermark");
    JsonNode phase = json.path("phase");
    JsonNode inParts = json.path("inParts");
    if (!watermark.isIntegralNumber() || !phase.isTextual() || !inParts.isBoolean()) {
      throw new IOException("watermark, phase or inParts is missing");
    }
    return new Claim(
        watermark.longValue(),
        phase.textValue(),
        phase.textValue().equals("tail") && !inParts.booleanValue(),
        json.path("sourceClusterId").asText(),
        json.path("rules").asText());
  }

  /** Without what is said of encryption keys and sizes. */
  String rulesAndReach() {
    int more = rules.indexOf('+');
    return more < 0 ? rules : rules.substring(0, more);
  }

  boolean isDifference() {
    return phase.equals("copy") || phase.equals("resync");
  }
}
