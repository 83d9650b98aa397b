package io.understudy.core.registry;

/**
 * What a Kubernetes registry key names.
 *
 * @param group API group as the key spells it, empty for built-in resources (whose keys carry none)
 * @param resource plural resource as the API spells it: {@code nodes} for {@code minions}, {@code
 *     services} for {@code services/specs}, {@code endpoints} for {@code services/endpoints}
 * @param namespace empty for a cluster-scoped object
 */
public record RegistryKey(String group, String resource, String namespace, String name) {}
