package io.understudy.core.scope;

import io.understudy.core.port.Bytes;
import io.understudy.core.registry.Envelope;
import io.understudy.core.registry.RegistryKey;
import java.util.Optional;

/**
 * An object of the source with all that decides its placement, but for its owners' placements.
 *
 * @param registryKey empty when the key has no known layout (mirrored as it is, and counted)
 * @param verdict what the rules say of it by itself
 */
public record Classified(
    Bytes key, Optional<RegistryKey> registryKey, Envelope envelope, Verdict verdict) {}
