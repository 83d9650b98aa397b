package io.understudy.core.scope;

/** A text in which each {@code *} stands for any number of characters, also none. */
record Glob(String pattern) {

  static boolean isOne(String text) {
    return text.indexOf('*') >= 0;
  }

  /** Goes back only to the latest star, so the time is bounded by the product of the lengths. */
  boolean matches(String text) {
    int p = 0;
    int t = 0;
    int afterStar = -1;
    int retryFrom = 0;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        afterStar = ++p;
        retryFrom = t;
      } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
        p++;
        t++;
      } else if (afterStar >= 0) {
        p = afterStar;
        t = ++retryFrom;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
