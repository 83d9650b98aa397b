package io.understudy.core.mirror;

import io.understudy.core.port.KeyRange;
import io.understudy.core.scope.Rules;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a target was mirrored under, as its checkpoint has it in one text: what a reader must know
 * to say how the target should look.
 *
 * @param rules {@link Rules#digest()}
 * @param range what of the source its account may read
 * @param objectMaxBytes size from which on an object is too large; 0 for the default
 * @param encryptionKeys digest of the keys that encrypted values are read with, empty without
 */
public record MirroredUnder(
    String rules, KeyRange range, long objectMaxBytes, String encryptionKeys) {

  private static final Pattern TEXT =
      Pattern.compile("([0-9a-f]*)(-kubernetes)?(?:\\+most-([0-9]{1,18}))?(?:\\+keys-(.*))?");

  /** Of another spelling nothing is known, so that it equals no rules. */
  public static MirroredUnder of(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return new MirroredUnder(text, KeyRange.ALL, 0, "");
    }
    SourceReach reach = matcher.group(2) == null ? SourceReach.WHOLE : SourceReach.KUBERNETES;
    String most = matcher.group(3);
    String keys = matcher.group(4);
    return new MirroredUnder(
        matcher.group(1),
        reach.range(),
        most == null ? 0 : Long.parseLong(most),
        keys == null ? "" : keys);
  }

  /** What the target can hold, given what it is configured to take. */
  public TargetLimit limit(long maxRequestBytes) {
    return new TargetLimit(
        objectMaxBytes == 0 ? maxRequestBytes : objectMaxBytes + TargetLimit.RESERVE_BYTES);
  }
}
