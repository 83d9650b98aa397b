package io.understudy.core.gc;

import io.understudy.core.port.Bytes;
import io.understudy.core.registry.CustomKind;
import io.understudy.core.registry.OwnerHome;
import io.understudy.core.registry.OwnerKeys;
import io.understudy.core.registry.OwnerReference;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Which resource serves a kind: what is built in, and what the registry defines. */
final class Kinds {

  private final Map<String, CustomKind> visible = new HashMap<>();
  private final Map<String, CustomKind> parked = new HashMap<>();

  /**
   * @param onlyOnceUnparked its definition is parked
   */
  record Served(OwnerHome home, boolean onlyOnceUnparked) {}

  /**
   * @param definition without encryption
   */
  void define(Bytes definition, boolean isParked) {
    CustomKind.of(definition)
        .ifPresent(
            kind -> (isParked ? parked : visible).put(kind.group() + "/" + kind.kind(), kind));
  }

  /**
   * @return empty if nothing here serves that kind in that version
   */
  Optional<Served> serving(OwnerReference owner) {
    return OwnerHome.builtIn(owner)
        .map(home -> new Served(home, false))
        .or(() -> defined(visible, owner).map(kind -> new Served(kind.home(), false)))
        .or(() -> defined(parked, owner).map(kind -> new Served(kind.home(), true)));
  }

  private static Optional<CustomKind> defined(
      Map<String, CustomKind> definitions, OwnerReference owner) {
    String version = owner.apiVersion().substring(owner.apiVersion().indexOf('/') + 1);
    CustomKind kind = definitions.get(OwnerKeys.group(owner) + "/" + owner.kind());
    return Optional.ofNullable(kind).filter(known -> known.served().contains(version));
  }
}
