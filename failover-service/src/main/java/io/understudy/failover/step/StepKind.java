package io.understudy.failover.step;

import io.understudy.core.failover.StepSpec;
import io.understudy.core.failover.StepType;

/** Makes the steps of one type. Each is a bean of its own; that is all it takes to add a type. */
public interface StepKind {

  StepType type();

  /**
   * Connects to nothing.
   *
   * @param spec of this type, its parameters held against the type's declaration
   */
  Step make(StepSpec spec);
}
