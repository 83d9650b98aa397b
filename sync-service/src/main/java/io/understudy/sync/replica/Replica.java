package io.understudy.sync.replica;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.failover.truth.SiteReader;
import io.understudy.core.mirror.Healing;
import io.understudy.core.mirror.Leadership;
import io.understudy.core.mirror.RunContext;
import io.understudy.core.port.EtcdException;
import io.understudy.core.role.Rival;
import io.understudy.core.role.Roles;
import io.understudy.core.scope.Classifier;
import io.understudy.etcd.GrpcEtcd;
import io.understudy.service.encryption.EncryptionFiles;
import io.understudy.service.kubernetes.Notice;
import io.understudy.service.rest.RestClient;
import io.understudy.service.settings.EncryptionSettings;
import io.understudy.service.site.OtherSite;
import io.understudy.sync.drift.DriftDesk;
import io.understudy.sync.explain.Explainer;
import io.understudy.sync.settings.Settings;
import io.understudy.sync.status.DriftBoard;
import io.understudy.sync.status.Election;
import io.understudy.sync.status.Journal;
import io.understudy.sync.status.SourceClock;
import io.understudy.sync.status.StatusBoard;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * One process's part in a link: the connections to both ends, the thread that leads and mirrors,
 * and the one that keeps the lease. Whoever owns it calls the {@link #sampler} regularly.
 */
public final class Replica implements AutoCloseable {

  private static final int MAX_SAMPLES = 1024;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  /** For the mirror to end between two Txns; after it the lead is given up all the same. */
  private static final Duration RESIGN_PATIENCE = Duration.ofMillis(250);

  private static final Duration STOP_PATIENCE = Duration.ofSeconds(2);

  private final GrpcEtcd source;
  private final GrpcEtcd target;
  private final StopSignal stop;
  private final Leadership leadership;
  private final StatusBoard board;
  private final Journal journal;
  private final ControlKeys keys;
  private final Sampler sampler;
  private final Requests requests;
  private final RepairDesk repairs;
  private final Roles roles;
  private final Duration askSource;
  private final OtherSite otherSite;
  private final Explainer explainer;
  private final DriftDesk drift;
  private final Thread loop;
  private final Thread keeper;

  /** Connects when first used; {@link #start} begins the work. */
  public Replica(Settings settings, InstantSource time, RandomGenerator random) {
    source = GrpcEtcd.connect(settings.source());
    target = GrpcEtcd.connect(settings.target());
    stop = new StopSignal(time, random);
    long ttl = settings.leaderTtlSeconds();
    leadership = new Leadership(target, settings.keys(), settings.holder(), ttl, stop);
    SourceClock clock = new SourceClock(MAX_SAMPLES);
    DriftBoard writes = new DriftBoard(settings.healing().driftKeep(), time.instant());
    board = new StatusBoard(settings.link(), time, clock, writes, settings.limits().lead());
    drift = new DriftDesk(target, settings.keys(), board, writes);
    sampler =
        new Sampler(
            source,
            target,
            settings.keys(),
            new SiteReader(settings.keys(), settings.link()),
            clock,
            board,
            time,
            source::tlsTrouble,
            target::tlsTrouble);
    requests = new Requests(source, target, settings.keys(), time);
    repairs = new RepairDesk(target, settings.keys(), time, settings.limits().txnMaxBytes());
    Classifier classifier =
        new Classifier(settings.rules(), encryption(settings.encryption(), time));
    roles = new Roles(target, settings.keys(), settings.holder(), stop, settings.roles().changes());
    askSource = settings.roles().askSource();
    otherSite =
        new OtherSite(
            new RestClient("sync-service of the other site", settings.roles().peerSync()),
            settings.link());
    Healing healing = settings.healing().healing();
    explainer = new Explainer(source, target, settings.keys(), classifier, healing.limit());
    journal = new Journal(board, settings.link(), settings.holder(), time, settings.logDetail());
    keys = settings.keys();
    RunContext context =
        new RunContext(
            source,
            target,
            settings.keys(),
            classifier,
            settings.prune(),
            settings.limits(),
            leadership,
            stop,
            journal,
            healing);
    Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE, random);
    loop =
        Thread.ofPlatform()
            .name("mirror")
            .daemon()
            .unstarted(
                new MirrorLoop(
                    context,
                    journal,
                    backoff,
                    stop,
                    this::isPromotedSince,
                    new UnparkWorker(context, settings, stop)));
    keeper =
        Thread.ofPlatform()
            .name("leader-lease")
            .daemon()
            .unstarted(
                new LeaseKeeper(leadership, Duration.ofSeconds(ttl).dividedBy(3), stop, journal));
  }

  private EncryptionFiles encryption(EncryptionSettings files, InstantSource time) {
    return new EncryptionFiles(
        files.source(), files.target(), files.recheck(), time, board.objects()::encryptionFile);
  }

  public void start() {
    loop.start();
    keeper.start();
  }

  /**
   * Whether the threads of the mirror and of its lease live; false before the start and after a
   * fatal error of either.
   */
  public boolean isAlive() {
    return loop.isAlive() && keeper.isAlive();
  }

  /** How often changed TLS files of the source could not be used. */
  public long sourceTlsReloadFailures() {
    return source.tlsReloadFailures();
  }

  /** The same of the target. */
  public long targetTlsReloadFailures() {
    return target.tlsReloadFailures();
  }

  public StatusBoard board() {
    return board;
  }

  /** From now on they hear of what operators should see; best set before the start. */
  public void announceTo(Consumer<Notice> audience) {
    journal.announceTo(audience);
  }

  /**
   * What etcd has decided, read now.
   *
   * @throws EtcdException if the target does not answer
   * @throws CorruptRecordException if the term cannot be read
   */
  public Election election() {
    return Election.read(target, keys);
  }

  public Sampler sampler() {
    return sampler;
  }

  public Requests requests() {
    return requests;
  }

  public RepairDesk repairs() {
    return repairs;
  }

  public DriftDesk drift() {
    return drift;
  }

  /** The source's site, as far as its etcd or else its sync-service answers in time. */
  public Rival rival() {
    return Rival.ask(source, keys, askSource, stop).orElse(() -> otherSite.rival(askSource));
  }

  /** Promotion and what follows it; no matter who leads. */
  public Roles roles() {
    return roles;
  }

  public Explainer explainer() {
    return explainer;
  }

  /**
   * Stops within some 2 s and gives up the lead at once, whatever the mirror is waiting for: what
   * it has sent by then is refused by its fence, or was there before.
   */
  @Override
  public void close() {
    stop.set();
    try {
      if (!loop.join(RESIGN_PATIENCE)) {
        leadership.resign();
        loop.join(STOP_PATIENCE);
      }
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      leadership.resign();
    } finally {
      source.close();
      target.close();
    }
  }

  private boolean isPromotedSince(long term) {
    return board
        .records()
        .filter(records -> records.isPromoted() && records.term().term() >= term)
        .isPresent();
  }
}
