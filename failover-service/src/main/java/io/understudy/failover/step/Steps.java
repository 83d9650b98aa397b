package io.understudy.failover.step;

import io.quarkus.arc.All;
import io.understudy.core.failover.StepSpec;
import io.understudy.core.failover.StepType;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All kinds of steps that this service has. */
@Singleton
public class Steps {

  private final Map<String, StepKind> kinds = new TreeMap<>();

  @Inject
  public Steps(@All List<StepKind> kinds) {
    for (StepKind kind : kinds) {
      StepKind other = this.kinds.put(kind.type().name(), kind);
      if (other != null) {
        throw new IllegalStateException("two kinds of steps are called " + kind.type().name());
      }
    }
  }

  /** What runbooks may name, in the order of names; {@code approve} among them. */
  public List<StepType> types() {
    Map<String, StepType> types = new TreeMap<>();
    kinds.forEach((name, kind) -> types.put(name, kind.type()));
    types.put(StepType.APPROVE.name(), StepType.APPROVE);
    return List.copyOf(types.values());
  }

  /**
   * @param spec of any type but {@code approve}
   */
  public Step make(StepSpec spec) {
    StepKind kind = kinds.get(spec.type().name());
    if (kind == null) {
      throw new IllegalStateException("nothing makes steps of type " + spec.type().name());
    }
    return kind.make(spec);
  }
}
