package io.understudy.e2e;

import static io.understudy.e2e.TwoSites.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.TermRecord;
import io.understudy.testkit.FaultLink;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Two sites that change their roles by operations of all three services, as operators ask for them,
 * and users who work where the primary is. What both sites hold is held against a model of what was
 * acknowledged to the users; that roles change and terms grow, against both etcds.
 */
final class RoundTrip implements AutoCloseable {

  private static final long SEED = 23;
  static final int CHANGES = 120;
  private static final String COLLECTOR = "once its controllers run";

  private final Path directory;
  private final String more;
  private final TwoSites sites;
  private final FaultLink link;
  private final ModelledUsers users;
  private final Map<FencedSite, SiteServices> services = new HashMap<>();
  private final Map<FencedSite, SiteControllers> controllers = new HashMap<>();
  private long highestTerm;

  /** Site A is the primary, B its sound standby; A has no services yet. */
  RoundTrip(Path directory) {
    this(directory, "");
  }

  /**
   * The same.
   *
   * @param more further steps of the runbooks
   */
  RoundTrip(Path directory, String more) {
    this.directory = directory;
    this.more = more;
    sites = new TwoSites(directory);
    link = FaultLink.to(a().etcd().endpoint());
    users = new ModelledUsers(SiteContents.visible(a()), SEED);
    startControllers(a());
    startControllers(b());
    SiteServices atB = sites.start(setup(b()).with("UNDERSTUDY_SOURCE_ENDPOINTS", link.endpoint()));
    services.put(b(), atB);
    atB.startFailover(runbook(b()));
    atB.awaitSound();
  }

  FencedSite a() {
    return sites.a();
  }

  FencedSite b() {
    return sites.b();
  }

  /** Of B to A. */
  FaultLink link() {
    return link;
  }

  ModelledUsers users() {
    return users;
  }

  SiteServices at(FencedSite site) {
    return services.get(site);
  }

  /** Where a site's failover-service exports orphans to. */
  Path exported(FencedSite site) {
    return directory.resolve(site.name() + "-orphans.jsonl");
  }

  /** Users write and delete there until so much is acknowledged that it matters. */
  void workAt(FencedSite site) {
    try (ModelledUsers.Working working = users.at(site)) {
      working.awaitChanges(CHANGES);
    }
  }

  /** A planned one. Users work until they are let through no more, then at the other site. */
  void move(String verb, FencedSite next) {
    try (ModelledUsers.Working working = users.at(sites.peer(next))) {
      working.awaitChanges(CHANGES);
      JsonNode done = succeed(next, at(next).failover().begin(verb, PATIENCE));
      assertThat(done.path("rpoSeconds").asDouble(-1)).as("RPO").isZero();
    }
    assertTookOver(next);
    JsonNode orphans = orphans(next);
    assertThat(orphans.path("written").asLong(-1)).as("%s", orphans).isZero();
    assertThat(orphans.path("deleted").asLong(-1)).as("%s", orphans).isZero();
    workAt(next);
    assertHoldsTheModel(next);
  }

  /** The site is the primary, in a term that is above all before, and lacks nothing. */
  void assertTookOver(FencedSite next) {
    TermRecord term = SiteContents.term(next);
    assertThat(term.isPromoted()).as("%s", term).isTrue();
    rise(term);
    assertHoldsTheModel(next);
  }

  /** What its failover-service says of the old primary. */
  JsonNode orphans(FencedSite primary) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> at(primary).failover().get("/api/v1/orphans?limit=10000"),
            // 503: its connection to the old primary has not come back yet.
            answer -> answer.status() != 503)
        .body();
  }

  /**
   * The old primary becomes the standby, while users work at the new one. Nothing is mirrored into
   * it as long as its controllers work.
   *
   * @param confirmed digest of the orphans that may be overwritten, which users must not change
   *     before that is on record; empty for none
   */
  void reprotect(FencedSite primary, String confirmed) {
    FencedSite old = sites.peer(primary);
    String run = beginReprotect(at(primary).failover(), confirmed);
    awaitBegun(primary, run, "old-primary-stopped");
    stopControllers(old);
    awaitBegun(primary, run, confirmed.isEmpty() ? "old-primary-stopped" : "mirror-the-other-way");
    try (ModelledUsers.Working working = users.at(primary)) {
      succeed(primary, run);
      working.awaitChanges(CHANGES);
    }
    TermRecord term = SiteContents.term(old);
    assertThat(term.role()).isEqualTo(TermRecord.Role.STANDBY);
    rise(term);
    assertHoldsTheModel(primary);
    assertFollows(old, primary);
  }

  /**
   * Pods and the like that the old primary has had as the primary hang on workloads that are parked
   * now. As long as its collector does not run, a way back is refused because of them.
   */
  void assertHeldUpUntilCollected(FencedSite old, String verb) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> step(at(old).failover().plan(verb), "gc-safe").path("problems").toString(),
            problems -> problems.contains(COLLECTOR));
    startControllers(old);
  }

  void startControllers(FencedSite site) {
    stopControllers(site);
    controllers.put(site, SiteControllers.at(site, SiteContents.RULES));
  }

  void stopControllers(FencedSite site) {
    SiteControllers running = controllers.remove(site);
    if (running != null) {
      running.close();
    }
  }

  /** A had no Understudy of its own so far, and B's does not know it yet. */
  void installAtA() {
    SiteServices atB = at(b());
    SiteServices atA =
        sites.start(
            setup(a())
                .withFailover("UNDERSTUDY_PEER_SYNC_URL", atB.sync().address())
                .withFailover("UNDERSTUDY_PEER_SYNC_TOKEN_FILE", atB.tokenFile().toString()));
    services.put(a(), atA);
    atA.startFailover(runbook(a()));
    atB.configureFailover("UNDERSTUDY_PEER_SYNC_URL", atA.sync().address());
    atB.configureFailover("UNDERSTUDY_PEER_SYNC_TOKEN_FILE", atA.tokenFile().toString());
    atB.killFailover();
    atB.startFailover();
  }

  /** Waits until an operation has succeeded; how it was done. */
  JsonNode succeed(FencedSite site, String run) {
    JsonNode done = at(site).failover().awaitEnd(run, PATIENCE);
    assertThat(done.path("state").asText()).as("%s", done).isEqualTo("succeeded");
    return done;
  }

  static void awaitCaughtUp(FencedSite standby, FencedSite primary) {
    long revision = primary.client().revision();
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                standby
                    .client()
                    .get(TwoEtcds.KEYS.checkpoint())
                    .map(kv -> Checkpoint.fromJson(kv.value()))
                    .filter(at -> at.phase() == Checkpoint.Phase.TAIL && !at.inParts())
                    .filter(at -> at.watermark() >= revision)
                    .isPresent());
  }

  private static String beginReprotect(FailoverClient client, String confirmed) {
    return client.begin(
        "reprotect",
        (plan, request) -> {
          if (!confirmed.isEmpty()) {
            request.put("confirm", confirmed);
          }
        },
        PATIENCE);
  }

  private void awaitBegun(FencedSite site, String run, String step) {
    await()
        .alias(step + " begun")
        .atMost(PATIENCE)
        .until(
            () -> step(at(site).failover().operation(run), step).path("phase").asText(""),
            phase -> Set.of("began", "done").contains(phase));
  }

  private static JsonNode step(JsonNode steps, String name) {
    for (JsonNode step : steps.path("steps")) {
      if (step.path("name").asText().equals(name)) {
        return step;
      }
    }
    throw new AssertionError("no step " + name + " in " + steps);
  }

  private void rise(TermRecord term) {
    assertThat(term.term()).isGreaterThan(highestTerm);
    highestTerm = term.term();
  }

  private void assertHoldsTheModel(FencedSite primary) {
    assertThat(SiteContents.parked(primary)).isEmpty();
    assertThat(SiteContents.inScope(SiteContents.visible(primary)))
        .isEqualTo(SiteContents.inScope(users.model()))
        .isNotEmpty();
  }

  private void assertFollows(FencedSite standby, FencedSite primary) {
    awaitCaughtUp(standby, primary);
    assertThat(SiteContents.mirrored(SiteContents.visible(standby)))
        .isEqualTo(SiteContents.mirrored(users.model()))
        .isNotEmpty();
    assertThat(SiteContents.parked(standby))
        .isEqualTo(SiteContents.toBeParked(users.model()))
        .isNotEmpty();
  }

  private SiteSetup setup(FencedSite site) {
    return sites
        .setup(site)
        .withFailover("UNDERSTUDY_ORPHANS_EXPORT_FILE", exported(site).toString());
  }

  /** Of a site, for all that it does: the way here, and what makes the other one its standby. */
  private String runbook(FencedSite site) {
    return sites
        .runbook(site, at(site), "margin-revisions: 2000")
        .step(
            """
            - name: let-users-in
              type: open-port
              in: [switchover, failover]
              with: {vips: [%s]}
            - {name: old-primary-stopped, type: require-stopped, in: reprotect, with: {seconds: 3}}
            - {name: orphans, type: list-orphans, in: reprotect}
            - {name: export-orphans, type: export-orphans, in: reprotect}
            - {name: confirm-orphans, type: confirm-orphans, in: reprotect}
            - {name: mirror-the-other-way, type: reverse-link, in: reprotect}
            - {name: drop-orphans, type: drop-orphans, in: reprotect}
            - {name: lift-freeze, type: lift-freeze, in: reprotect, with: {may-be-dead: true}}
            """
                .formatted(RunbookText.vip(site.name(), site.proxy())))
        .step(more)
        .toString();
  }

  @Override
  public void close() {
    controllers.values().forEach(SiteControllers::close);
    link.close();
    sites.close();
  }
}
