package io.understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

@SuppressWarnings("UnusedVariable") // Read by reflection.
class ImageHeapTest {

  private record Holder(Object held) {}

  /** Each way in which a static field may hold what is refused. */
  private static final class Bad {
    static final Random DIRECT = new Random(1);
    static final IntSupplier CAPTURED = new SecureRandom()::nextInt;
    static final List<Holder> WITHIN = List.of(new Holder(new SplittableRandom(1)));
    static final Map<String, Object> MAPPED = Map.of("thread", Optional.of(new Thread(() -> {})));
    static final Object[] ARRAY = {new Object[] {new Random(2)}};
  }

  private static final class Good {
    static final Supplier<Random> MADE_LATER = () -> new Random(1);
    static final List<Holder> WITHIN = List.of(new Holder("a"), new Holder(List.of(1)));
  }

  @Test
  void whatIsRefusedIsFoundWhereverItIsHeld() {
    assertThat(ImageHeap.refused(List.of(Bad.class, Good.class)))
        .hasSize(5)
        .anyMatch(line -> line.contains("Bad.DIRECT: java.util.Random"))
        .anyMatch(line -> line.contains("Bad.CAPTURED") && line.endsWith("SecureRandom"))
        .anyMatch(line -> line.contains("Bad.WITHIN[].held: java.util.SplittableRandom"))
        .anyMatch(line -> line.contains("Bad.MAPPED") && line.endsWith("java.lang.Thread"))
        .anyMatch(line -> line.contains("Bad.ARRAY[][]: java.util.Random"));
  }
}
