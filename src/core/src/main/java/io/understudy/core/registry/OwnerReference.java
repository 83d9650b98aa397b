package io.understudy.core.registry;

/** One entry of {@code metadata.ownerReferences}; absent fields are empty. */
public record OwnerReference(String apiVersion, String kind, String name, String uid) {}
