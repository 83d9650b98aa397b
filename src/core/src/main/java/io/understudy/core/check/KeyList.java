package io.understudy.core.check;

import io.understudy.core.port.Bytes;
import io.understudy.core.scope.RuleFileException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A file of exact keys, one a line, as the platform's {@code etcd-sync-ignore-text} has them. Blank
 * lines and those that begin with {@code #} say nothing.
 */
public final class KeyList {

  private KeyList() {}

  /**
   * @param fileName for messages
   * @throws RuleFileException with file and line if a line is no key
   */
  public static Set<Bytes> parse(String text, String fileName) {
    Set<Bytes> keys = new LinkedHashSet<>();
    List<String> lines = text.lines().map(String::strip).toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (!line.startsWith("/")) {
        throw new RuleFileException(
            fileName,
            i + 1,
            "'" + line + "' is no key; write each whole, from its first '/', on a line of its own");
      }
      keys.add(Bytes.utf8(line));
    }
    return keys;
  }
}
