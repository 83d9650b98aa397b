package io.understudy.core.port;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StrideTest {

  /** What a walk over these keys costs an etcd. */
  private record Walk(List<Bytes> keys, long lookedUp, int requests) {

    static Walk over(List<Bytes> sorted, KeyRange range, int limit) {
      List<Bytes> read = new ArrayList<>();
      long lookedUp = 0;
      int requests = 0;
      Stride stride = Stride.over(range);
      while (true) {
        KeyRange asked = stride.range();
        List<Bytes> in = sorted.stream().filter(asked::contains).toList();
        Page page = page(in, limit);
        page.keys().forEach(kv -> read.add(kv.key()));
        lookedUp += in.size();
        requests++;
        if (stride.isLast(page)) {
          return new Walk(read, lookedUp, requests);
        }
        stride = stride.after(page, limit);
        assertThat(stride.range().isEmpty()).isFalse();
      }
    }

    private static Page page(List<Bytes> in, int limit) {
      List<KeyValue> keys =
          in.stream().limit(limit).map(key -> new KeyValue(key, Bytes.EMPTY, 1, 1, 1, 0)).toList();
      return new Page(keys, in.size() > limit, in.size(), 1);
    }
  }

  @Test
  void anyKeysAreReadOnceAndInOrder() {
    SplittableRandom random = new SplittableRandom(7);
    for (int round = 0; round < 500; round++) {
      TreeSet<Bytes> keys = new TreeSet<>();
      int count = random.nextInt(200);
      int values = random.nextBoolean() ? 256 : 3;
      for (int i = 0; i < count; i++) {
        byte[] key = new byte[1 + random.nextInt(6)];
        for (int b = 0; b < key.length; b++) {
          key[b] =
              (byte) (values == 3 ? "/a\u00ff".charAt(random.nextInt(3)) : random.nextInt(256));
        }
        keys.add(Bytes.wrap(key));
      }
      List<Bytes> sorted = List.copyOf(keys);
      KeyRange range = range(random, sorted);

      Walk walk = Walk.over(sorted, range, 1 + random.nextInt(20));

      assertThat(walk.keys())
          .as("round %d", round)
          .isEqualTo(sorted.stream().filter(range::contains).toList());
    }
  }

  private static KeyRange range(SplittableRandom random, List<Bytes> keys) {
    if (keys.isEmpty() || random.nextBoolean()) {
      return KeyRange.ALL;
    }
    Bytes one = keys.get(random.nextInt(keys.size()));
    Bytes other = keys.get(random.nextInt(keys.size()));
    return one.compareTo(other) < 0 ? new KeyRange(one, other) : new KeyRange(other, Bytes.EMPTY);
  }

  @Test
  void namespacesOfSomePagesCostFarLessThanTheSquare() {
    List<Bytes> keys =
        IntStream.range(0, 10_000)
            .mapToObj(i -> "/registry/configmaps/app-%02d/settings-%07d".formatted(i / 500, i))
            .map(Bytes::utf8)
            .toList();

    assertCosts(Walk.over(keys, KeyRange.ALL, 100), keys, 20, 500);
  }

  @Test
  void randomNamesCostAFewTimesTheirNumber() {
    SplittableRandom random = new SplittableRandom(1);
    List<Bytes> keys =
        IntStream.range(0, 10_000)
            .mapToObj(i -> "/registry/events/default/pod.%016x".formatted(random.nextLong()))
            .map(Bytes::utf8)
            .sorted()
            .toList();

    assertCosts(Walk.over(keys, KeyRange.ALL, 100), keys, 20, 500);
  }

  @Test
  void aFewNamespacesWithNothingInCommonAreFound() {
    List<Bytes> keys =
        IntStream.range(0, 10_000)
            .mapToObj(
                i ->
                    "/registry/%s/%d/a-rather-long-name-of-a-thing-%05d"
                        .formatted(
                            List.of("configmaps", "events", "pods").get(i / 3_334), i % 7, i))
            .map(Bytes::utf8)
            .sorted()
            .toList();

    assertCosts(Walk.over(keys, KeyRange.ALL, 100), keys, 20, 500);
  }

  /** Without a guess it would be some 50 times as many as there are keys. */
  private static void assertCosts(Walk walk, List<Bytes> keys, int times, int requests) {
    assertThat(walk.keys()).isEqualTo(keys);
    assertThat(walk.lookedUp()).isLessThan((long) times * keys.size());
    assertThat(walk.requests()).isLessThan(requests);
  }
}
