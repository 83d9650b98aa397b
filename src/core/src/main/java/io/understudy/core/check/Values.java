package io.understudy.core.check;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.Found;
import io.understudy.core.port.Pending;
import java.util.List;

/** Reads single keys with their values in all three places, at a pair of revisions. */
final class Values {

  private final CheckContext context;
  private final Walk.Meters meters;

  Values(CheckContext context, Walk.Meters meters) {
    this.context = context;
    this.meters = meters;
  }

  /**
   * Shows each key to the visitor, in the order of the list.
   *
   * @throws EtcdException if the pair is compacted away, among other things; the visitor may have
   *     seen some then
   */
  void read(Pair pair, List<Bytes> keys, Visitor visitor) {
    int most = context.limits().keysAtOnce();
    for (int from = 0; from < keys.size(); from += most) {
      readAtOnce(pair, keys.subList(from, Math.min(from + most, keys.size())), visitor);
    }
  }

  private void readAtOnce(Pair pair, List<Bytes> keys, Visitor visitor) {
    List<Bytes> parkedKeys = keys.stream().map(context.keys()::parked).toList();
    try {
      List<Found> found = context.patiently(() -> ask(pair, keys, parkedKeys));
      for (int i = 0; i < keys.size(); i++) {
        Bytes key = keys.get(i);
        visitor.key(
            pair,
            key,
            found.get(0).keys().get(key),
            found.get(1).keys().get(key),
            found.get(2).keys().get(parkedKeys.get(i)));
      }
    } catch (EtcdException e) {
      if (e.kind() != EtcdException.Kind.TOO_LARGE || keys.size() == 1) {
        throw e;
      }
      int half = keys.size() / 2;
      readAtOnce(pair, keys.subList(0, half), visitor);
      readAtOnce(pair, keys.subList(half, keys.size()), visitor);
    }
  }

  private List<Found> ask(Pair pair, List<Bytes> keys, List<Bytes> parkedKeys) {
    Pending<Found> source = context.source().get(keys, pair.watermark());
    Pending<Found> visible = context.target().get(keys, pair.target());
    Pending<Found> parked = context.target().get(parkedKeys, pair.target());
    List<Found> found = List.of(source.await(), visible.await(), parked.await());
    meters.source().read(found.get(0).keys().values());
    meters.target().read(found.get(1).keys().values());
    meters.target().read(found.get(2).keys().values());
    return found;
  }
}
