package io.understudy.failover.api;

import io.understudy.core.failover.Parameter;
import io.understudy.core.failover.StepType;
import java.util.List;
import java.util.Locale;

/**
 * A type of steps.
 *
 * @param inDrill {@code real} or {@code dry}
 * @param nature {@code plain}, {@code undone_on_cancel}, {@code held}, {@code commit}
 */
public record StepTypeView(
    String name, String says, String inDrill, String nature, List<Field> with) {

  /** What it takes; {@code fields} of each object of a list. */
  public record Field(
      String name,
      String kind,
      boolean required,
      String says,
      List<String> allowed,
      List<Field> fields) {

    private static Field of(Parameter parameter) {
      return new Field(
          parameter.name(),
          parameter.kind().says(),
          parameter.isRequired(),
          parameter.says(),
          parameter.allowed(),
          parameter.fields().stream().map(Field::of).toList());
    }
  }

  static StepTypeView of(StepType type) {
    return new StepTypeView(
        type.name(),
        type.says(),
        type.inDrill().name().toLowerCase(Locale.ROOT),
        type.nature().name().toLowerCase(Locale.ROOT),
        type.parameters().stream().map(Field::of).toList());
  }
}
