package io.understudy.sync.settings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.understudy.service.settings.KubernetesConfig;
import io.understudy.service.settings.RestConfig;
import io.understudy.service.settings.ServiceConfig;
import io.understudy.service.settings.WatchConfig;

/**
 * The properties as they are written. All are texts: {@link SettingsReader} reads them, so that
 * every bad one can be named at once, with its reason.
 */
@ConfigMapping(prefix = "understudy")
public interface SyncConfig extends ServiceConfig {

  /**
   * What a difference does with keys in scope that only the target has: {@code mirrored} deletes
   * those that the mirror wrote and reports the others, {@code all} deletes them all, {@code none}
   * deletes none and reports them.
   */
  @WithDefault("mirrored")
  String prune();

  Leader leader();

  Log log();

  Watch watch();

  Txn txn();

  Copy copy();

  Page page();

  Tail tail();

  Checkpoint checkpoint();

  Control control();

  Retry retry();

  Sample sample();

  Preflight preflight();

  RevisionLead revisionLead();

  Drift drift();

  Sync sync();

  Repair repair();

  Kubernetes kubernetes();

  Promote promote();

  Unpark unpark();

  Peer peer();

  /** The other site of the link. */
  interface Peer {
    /** Its sync-service. */
    RestConfig sync();
  }

  interface Kubernetes extends KubernetesConfig {
    /** The Deployment in the release's namespace that Events are about. */
    @WithDefault("etcd-sync")
    String deployment();
  }

  interface Watch extends WatchConfig {
    /** A watch that is silent for so long although the source has moved on is opened anew. */
    @WithDefault("15000")
    String stallMs();
  }

  interface Preflight {
    /** A time on the target's records that lies further in this replica's future is warned of. */
    @WithDefault("5000")
    String clockSkewMaxMs();

    /**
     * Keys of others that a first copy may overwrite without being asked; more are refused until
     * accepted.
     */
    @WithDefault("1000")
    String overwriteMax();

    /** Values that the standby cannot read which a first copy may bring; more are refused. */
    @WithDefault("0")
    String undecryptableMax();
  }

  interface RevisionLead {
    /** How far the target's revision is kept ahead of the source's; 0: not at all. */
    @WithDefault("10000")
    String revisions();

    /** Most revisions a second that are made for it. */
    @WithDefault("500")
    String perSecond();
  }

  interface Leader {
    /**
     * Time to live of the leader's lease, 2 to 600; renewed every third of it. A leader that
     * vanishes is replaced after it, one that stops at once. A leader that could not renew it for
     * so long stops by itself.
     */
    @WithDefault("10")
    String ttlSeconds();
  }

  interface Log {
    /**
     * {@code true}: one more log line for each transaction (revisions, counts, bytes; never a
     * value).
     */
    @WithDefault("false")
    String detail();
  }

  interface Txn {
    /**
     * Writes of one transaction beside the checkpoint and a mark. etcd's default {@code
     * --max-txn-ops} is 128 in all.
     */
    @WithDefault("126")
    String maxWrites();

    /**
     * Size of one transaction; a single larger object goes alone. etcd's default {@code
     * --max-request-bytes} is 1.5 MiB.
     */
    @WithDefault("1048576")
    String maxBytes();
  }

  interface Copy {
    /** Transactions of a copy under way side by side. */
    @WithDefault("8")
    String txnsInFlight();

    /** Longest time a difference reads at one source revision. */
    @WithDefault("30000")
    String pinMs();
  }

  interface Page {
    /** Aimed-at size of a page read. */
    @WithDefault("2097152")
    String maxBytes();

    /** Keys of a page read. */
    @WithDefault("1000")
    String maxKeys();
  }

  interface Tail {
    /** Longest wait for the next source revision before looking after other things. */
    @WithDefault("100")
    String patienceMs();
  }

  interface Checkpoint {
    /**
     * A watermark that moved without a write in scope is written after this at the latest. Lag
     * trails by as much.
     */
    @WithDefault("1000")
    String idleMs();
  }

  interface Control {
    /** How often a mirroring leader looks for {@code pause}, {@code resync} and {@code repair}. */
    @WithDefault("500")
    String pollMs();
  }

  interface Retry {
    /** Times a call is tried before the run gives up and a new one begins. */
    @WithDefault("6")
    String attempts();

    /** Pause before the first retry; doubled each time. */
    @WithDefault("100")
    String pauseMs();
  }

  interface Sync {
    /**
     * How often a tailing leader compares both sides again by itself: {@code 30s}, {@code 30m},
     * {@code 2h}, ISO 8601 ({@code PT30M}), from 1 s to 30 days; {@code 0}: only once, when the
     * tail begins.
     */
    @WithDefault("30m")
    String interval();

    /**
     * Pause before a key that the standby rewrote after a repair is repaired again, 100 to
     * 86400000; doubled each time, up to 24 h.
     */
    @WithDefault("60000")
    String contestedPauseMs();
  }

  interface Repair {
    /**
     * Keys that one {@code POST /api/v1/repair} may name, 1 to 10000. Their record must fit into
     * {@code understudy.txn.max-bytes} too.
     */
    @WithDefault("1000")
    String maxKeys();
  }

  interface Drift {
    /** Writes by others that the leader keeps to tell of, 1 to 100000. */
    @WithDefault("1000")
    String keep();
  }

  interface Sample {
    /** How often both ends are asked where they are, for lag and status; 1000 or more. */
    @WithDefault("1000")
    String intervalMs();
  }

  interface Promote {
    /**
     * How often a promotion tries against a moving checkpoint before it fences the mirror off
     * first.
     */
    @WithDefault("5")
    String attempts();

    /**
     * How long a promotion waits for the source's {@code term}, which may forbid it, 10 to 60000:
     * for its etcd, then for the sync-service at {@code understudy.peer.sync.url}. What does not
     * answer forbids nothing.
     */
    @WithDefault("1000")
    String askSourceMs();
  }

  interface Unpark {
    /** Transactions of an unpark under way side by side. */
    @WithDefault("32")
    String txnsInFlight();

    /** How often an unpark puts on record how far it has come. */
    @WithDefault("500")
    String progressMs();

    /** Objects that the unpark record names; more are counted. */
    @WithDefault("100")
    String reportMaxItems();
  }
}
