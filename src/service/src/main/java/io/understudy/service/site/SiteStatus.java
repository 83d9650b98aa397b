package io.understudy.service.site;

import com.fasterxml.jackson.databind.JsonNode;
import io.understudy.core.control.RoleRecord;
import io.understudy.core.failover.truth.Freeze;
import io.understudy.core.failover.truth.Seen;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a sync-service's status tells of its own site's role, as {@code site}: all that the other
 * site would read in this site's etcd, if it reached it. Cluster ids are hexadecimal.
 *
 * @param clusterId of the site's etcd
 * @param role {@code promoted} or {@code standby}, as its record has it; null if there is none
 * @param term of the record, 0 if there is none
 * @param assumed nobody has given it that role: a mirror took it for a standby
 * @param sourceClusterId of a promoted site, the etcd that it took over from; null if its record
 *     claims none
 * @param mirroredFrom the etcd that was last mirrored into it; null for none
 * @param frozen whether a freeze of the link is in force there; null if that is not known
 */
public record SiteStatus(
    String clusterId,
    @Nullable String role,
    long term,
    boolean assumed,
    @Nullable String sourceClusterId,
    @Nullable String mirroredFrom,
    @Nullable Boolean frozen) {

  private static final String PROMOTED = "promoted";
  private static final String STANDBY = "standby";
  private static final int HEX = 16;

  public static SiteStatus of(Seen seen) {
    Optional<RoleRecord> role = seen.role();
    return new SiteStatus(
        Long.toHexString(seen.clusterId()),
        role.map(record -> record.isPromoted() ? PROMOTED : STANDBY).orElse(null),
        role.map(RoleRecord::term).orElse(0L),
        role.filter(RoleRecord::assumed).isPresent(),
        role.map(record -> hex(record.tookOver())).orElse(null),
        hex(seen.mirroredFrom()),
        switch (seen.freeze()) {
          case IN_FORCE -> true;
          case NONE -> false;
          case UNKNOWN -> null;
        });
  }

  /**
   * @param site as {@link #of} was written
   * @return empty if it is not such an object
   */
  public static Optional<Seen> read(JsonNode site) {
    try {
      String role = site.path("role").asText("");
      boolean isPromoted = role.equals(PROMOTED);
      boolean isKnown = isPromoted || role.equals(STANDBY) || site.path("role").isNull();
      boolean isWhole = site.path("term").isIntegralNumber() && site.path("assumed").isBoolean();
      OptionalLong clusterId = cluster(site.path("clusterId"));
      if (!isKnown || !isWhole || clusterId.isEmpty()) {
        return Optional.empty();
      }
      RoleRecord record =
          new RoleRecord(
              isPromoted,
              site.path("term").longValue(),
              site.path("assumed").booleanValue(),
              cluster(site.path("sourceClusterId")));
      return Optional.of(
          new Seen(
              site.path("role").isNull() ? Optional.empty() : Optional.of(record),
              clusterId.getAsLong(),
              cluster(site.path("mirroredFrom")),
              site.path("frozen").isBoolean()
                  ? Freeze.of(site.path("frozen").booleanValue())
                  : Freeze.UNKNOWN));
    } catch (NumberFormatException noClusterId) {
      return Optional.empty();
    }
  }

  private static @Nullable String hex(OptionalLong clusterId) {
    return clusterId.isPresent() ? Long.toHexString(clusterId.getAsLong()) : null;
  }

  private static OptionalLong cluster(JsonNode hex) {
    return hex.isTextual()
        ? OptionalLong.of(Long.parseUnsignedLong(hex.textValue(), HEX))
        : OptionalLong.empty();
  }
}
