package io.understudy.core.scope;

import io.understudy.core.encryption.Reading;
import io.understudy.core.port.Bytes;
import io.understudy.core.registry.Envelope;
import io.understudy.core.registry.RegistryKey;
import java.util.Optional;

/**
 * An object of the source with all that decides its placement, but for its owners' placements.
 *
 * @param registryKey empty when the key has no known layout (mirrored as it is, and counted)
 * @param verdict what the rules say of it by itself
 * @param createRevision revision of the put that created this life of the key
 * @param standbyCannot why the standby's API server cannot read the value; empty if it can, or if
 *     that is not known
 */
public record Classified(
    Bytes key,
    Optional<RegistryKey> registryKey,
    Envelope envelope,
    Verdict verdict,
    long createRevision,
    Optional<Reading.Why> standbyCannot) {}
