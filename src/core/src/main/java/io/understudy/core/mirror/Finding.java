package io.understudy.core.mirror;

/** What was found before the first byte is written, and what an operator can do about it. */
public sealed interface Finding {

  String what();

  String remedy();

  /** Nothing is written while it holds; it is looked at again by itself. */
  record Refusal(String what, String remedy) implements Finding {}

  /** The mirror goes on, and shows it. */
  record Warning(String what, String remedy) implements Finding {}
}
