package io.understudy.core.registry;

import java.util.List;
import java.util.Map;

/**
 * The part of a stored object that the mirror decides by. Absent fields are empty.
 *
 * @param terminating whether {@code deletionTimestamp} is set
 */
public record ObjectHeader(
    String apiVersion,
    String kind,
    String namespace,
    String name,
    String uid,
    Map<String, String> labels,
    List<OwnerReference> owners,
    boolean terminating) {}
