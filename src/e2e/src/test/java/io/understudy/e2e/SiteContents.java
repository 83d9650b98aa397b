package io.understudy.e2e;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.TermRecord;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.scope.Placement;
import io.understudy.core.scope.Rules;
import java.util.Map;
import java.util.TreeMap;

/** What a site's etcd holds, told apart as the rules {@code live-standby} do. */
final class SiteContents {

  static final Rules RULES = TwoEtcds.profile("live-standby");

  private static final ControlKeys KEYS = TwoEtcds.KEYS;

  private SiteContents() {}

  static TermRecord term(FencedSite site) {
    return site.client()
        .get(KEYS.term())
        .map(kv -> TermRecord.fromJson(kv.value()))
        .orElseGet(TermRecord::none);
  }

  /** All that an API server would see. */
  static Map<Bytes, Bytes> visible(FencedSite site) {
    Map<Bytes, Bytes> visible = new TreeMap<>();
    site.client().all(0).values().stream()
        .filter(kv -> !kv.key().startsWith(ControlKeys.ROOT))
        .forEach(kv -> visible.put(kv.key(), kv.value()));
    return visible;
  }

  /** All that is parked, by the keys where it belongs. */
  static Map<Bytes, Bytes> parked(FencedSite site) {
    Map<Bytes, Bytes> parked = new TreeMap<>();
    site.client().all(0).values().stream()
        .filter(kv -> KEYS.isParked(kv.key()))
        .forEach(kv -> parked.put(KEYS.unparked(kv.key()), kv.value()));
    return parked;
  }

  /** Those of these objects that a mirror puts in place, owners considered. */
  static Map<Bytes, Bytes> mirrored(Map<Bytes, Bytes> objects) {
    return Site.placed(RULES, Placement.MIRROR, kept(objects));
  }

  /** Those that it parks. */
  static Map<Bytes, Bytes> toBeParked(Map<Bytes, Bytes> objects) {
    return Site.placed(RULES, Placement.PARK, kept(objects));
  }

  /** Those that it does either with. */
  static Map<Bytes, Bytes> inScope(Map<Bytes, Bytes> objects) {
    Map<Bytes, Bytes> inScope = new TreeMap<>(mirrored(objects));
    inScope.putAll(toBeParked(objects));
    return inScope;
  }

  private static Map<Bytes, KeyValue> kept(Map<Bytes, Bytes> objects) {
    Map<Bytes, KeyValue> kept = new TreeMap<>();
    objects.forEach((key, value) -> kept.put(key, new KeyValue(key, value, 0, 0, 0, 0)));
    return kept;
  }
}
