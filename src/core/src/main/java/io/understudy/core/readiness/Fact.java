package io.understudy.core.readiness;

import java.util.function.Function;

/** Something asked of the world: the answer, or why there is none. */
public sealed interface Fact<T> {

  record Known<T>(T value) implements Fact<T> {}

  /**
   * @param why it is not known, for people: what was asked of whom, and what came of it
   */
  record Unknown<T>(String why) implements Fact<T> {}

  static <T> Fact<T> known(T value) {
    return new Known<>(value);
  }

  static <T> Fact<T> unknown(String why) {
    return new Unknown<>(why);
  }

  default <R> Fact<R> map(Function<T, R> change) {
    return switch (this) {
      case Known<T>(T value) -> new Known<>(change.apply(value));
      case Unknown<T>(String why) -> new Unknown<>(why);
    };
  }
}
