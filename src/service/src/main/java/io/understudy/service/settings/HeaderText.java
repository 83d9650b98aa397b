package io.understudy.service.settings;

/** What may stand in a header. */
public final class HeaderText {

  private static final int DELETE = 0x7f;

  private HeaderText() {}

  /**
   * Whether it is of printable ASCII alone, on one line. Clients refuse other text with a message
   * that repeats it, so a secret is looked at before.
   */
  public static boolean isSafe(String text) {
    return text.chars().allMatch(each -> each >= ' ' && each < DELETE);
  }
}
