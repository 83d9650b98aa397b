package io.understudy.core.check;

/**
 * @param values whether values are compared, or keys alone
 * @param full whether all values are read, also those known not to have moved
 */
public record CheckRequest(boolean values, boolean full) {

  public static final CheckRequest USUAL = new CheckRequest(true, false);
}
