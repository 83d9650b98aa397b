package io.understudy.monitor.health;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.Page;
import io.understudy.core.port.Pending;
import io.understudy.core.port.RangeQuery;
import io.understudy.monitor.Ends;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** Whether both ends can be read, asked side by side: it takes one call's time at most. */
@Singleton
public class EndsProbe {

  /** Within what an account that may only read Kubernetes' keys is allowed to read. */
  private static final RangeQuery QUESTION =
      RangeQuery.count(KeyRange.only(Bytes.utf8("/registry/")), 0);

  private final Ends ends;

  @Inject
  EndsProbe(Ends ends) {
    this.ends = ends;
  }

  /**
   * @return why an end cannot be read, one reason each; empty if both can
   */
  public List<String> troubles() {
    List<String> troubles = new ArrayList<>();
    Pending<Page> source = ends.source().range(QUESTION);
    Pending<Page> target = ends.target().range(QUESTION);
    for (Pending<Page> answer : List.of(source, target)) {
      try {
        answer.await();
      } catch (EtcdException failure) {
        troubles.add(String.valueOf(failure.getMessage()));
      }
    }
    return troubles;
  }
}
