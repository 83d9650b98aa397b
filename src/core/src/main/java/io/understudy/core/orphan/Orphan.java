package io.understudy.core.orphan;

import io.understudy.core.port.Bytes;

/**
 * One late write or delete of the old primary.
 *
 * @param key as the old primary has, or had it
 * @param revision of a write: the old primary's revision of its last put; of a delete: this site's
 *     revision of what it still has
 * @param here what this site has under the key
 * @param isProven of a delete: whether it is known that the old primary had the key at W. If not,
 *     somebody may have created it here shortly before the promotion
 */
public record Orphan(Kind kind, Bytes key, long revision, Here here, boolean isProven) {

  /** What the old primary did after W. */
  public enum Kind {
    /** It created or changed the object. */
    WRITTEN("written"),
    /** It deleted what this site still has unchanged. */
    DELETED("deleted");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /** As answers, files and the digest have it. */
    public String text() {
      return text;
    }
  }

  /** What this site has under the key. */
  public enum Here {
    ABSENT("absent"),
    /** Out of sight of the API servers, as the mirror left it. */
    PARKED("parked"),
    /** The same bytes. */
    EQUAL("equal"),
    /** As it was replicated. */
    UNCHANGED("unchanged"),
    /** Written since the promotion, or by others before it. */
    CHANGED("changed");

    private final String text;

    Here(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }
}
