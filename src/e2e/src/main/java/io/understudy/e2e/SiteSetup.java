package io.understudy.e2e;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What the three services of a site are started with.
 *
 * @param site name of the site they are at; their target is its etcd
 * @param peer name of the other site, whose etcd is their source
 * @param directory where their logs and the token's file go
 * @param common settings of all three, for example {@code UNDERSTUDY_SCOPE_PROFILE}
 * @param ofSync further settings of sync-service, or other values
 * @param ofMonitor the same of monitor-service
 * @param ofFailover further settings of failover-service, or other values
 */
public record SiteSetup(
    String site,
    String peer,
    Path directory,
    Map<String, String> common,
    Map<String, String> ofSync,
    Map<String, String> ofMonitor,
    Map<String, String> ofFailover) {

  public SiteSetup {
    common = Map.copyOf(common);
    ofSync = Map.copyOf(ofSync);
    ofMonitor = Map.copyOf(ofMonitor);
    ofFailover = Map.copyOf(ofFailover);
  }

  /** Without more of monitor-service's. */
  public SiteSetup(
      String site,
      String peer,
      Path directory,
      Map<String, String> common,
      Map<String, String> ofSync,
      Map<String, String> ofFailover) {
    this(site, peer, directory, common, ofSync, Map.of(), ofFailover);
  }

  /** At a site, mirroring from its peer, with the profile {@code live-standby}. */
  public static SiteSetup at(FencedSite site, FencedSite peer, Path directory) {
    return new SiteSetup(
        site.name(),
        peer.name(),
        directory,
        Map.of(
            "UNDERSTUDY_SOURCE_ENDPOINTS", peer.etcd().endpoint(),
            "UNDERSTUDY_TARGET_ENDPOINTS", site.etcd().endpoint(),
            "UNDERSTUDY_SCOPE_PROFILE", "live-standby"),
        Map.of(),
        Map.of(),
        Map.of());
  }

  /** The same with a setting of all three. */
  public SiteSetup with(String variable, String value) {
    return new SiteSetup(
        site, peer, directory, plus(common, variable, value), ofSync, ofMonitor, ofFailover);
  }

  /** The same with a setting of sync-service. */
  public SiteSetup withSync(String variable, String value) {
    return new SiteSetup(
        site, peer, directory, common, plus(ofSync, variable, value), ofMonitor, ofFailover);
  }

  /** The same with a setting of monitor-service. */
  public SiteSetup withMonitor(String variable, String value) {
    return new SiteSetup(
        site, peer, directory, common, ofSync, plus(ofMonitor, variable, value), ofFailover);
  }

  /** The same with a setting of failover-service. */
  public SiteSetup withFailover(String variable, String value) {
    return new SiteSetup(
        site, peer, directory, common, ofSync, ofMonitor, plus(ofFailover, variable, value));
  }

  private static Map<String, String> plus(Map<String, String> all, String variable, String value) {
    Map<String, String> more = new HashMap<>(all);
    more.put(variable, value);
    return more;
  }
}
