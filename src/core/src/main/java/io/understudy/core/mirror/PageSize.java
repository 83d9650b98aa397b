package io.understudy.core.mirror;

import io.understudy.core.port.KeyValue;
import java.util.List;

/**
 * How many keys to ask for so that a page stays near the bytes aimed at. etcd limits by count only.
 */
final class PageSize {

  private static final int FIRST = 64;

  private final Limits limits;
  private int keys;

  PageSize(Limits limits) {
    this.limits = limits;
    this.keys = Math.min(FIRST, limits.pageMaxKeys());
  }

  int keys() {
    return keys;
  }

  /** Learns from a page: at most fourfold at once, since the next values may be larger. */
  void saw(List<KeyValue> page) {
    if (page.isEmpty()) {
      return;
    }
    long bytes = 0;
    for (KeyValue kv : page) {
      bytes += kv.key().length() + kv.value().length();
    }
    long fitting = limits.pageMaxBytes() * page.size() / Math.max(1, bytes);
    long grown = Math.min(fitting, keys * 4L);
    keys = (int) Math.max(1, Math.min(grown, limits.pageMaxKeys()));
  }

  /**
   * @return false if a page cannot get smaller
   */
  boolean shrink() {
    boolean can = keys > 1;
    keys = Math.max(1, keys / 4);
    return can;
  }
}
