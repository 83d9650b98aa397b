package io.understudy.core.check;

/**
 * @param values whether values are compared, or keys alone
 * @param full whether all values are read, also those known not to have moved
 */
public record CheckMode(boolean values, boolean full) {

  public static final CheckMode USUAL = new CheckMode(true, false);
}
