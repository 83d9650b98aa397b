package io.understudy.sync.settings;

import io.understudy.core.control.ControlKeys;
import io.understudy.core.mirror.Limits;
import io.understudy.core.mirror.Prune;
import io.understudy.core.scope.Rules;
import io.understudy.etcd.EtcdEndpoint;
import io.understudy.service.settings.EncryptionSettings;
import io.understudy.service.settings.KubernetesSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * One replica's settings, all of them usable.
 *
 * @param keys the link's control records
 * @param holder what the leader record calls this replica
 * @param leaderTtlSeconds how long a leader that has vanished keeps others from leading
 * @param tokenFile holds the bearer token of state-changing calls; without it they are refused
 * @param logDetail a log line for each Txn
 * @param sampleInterval how often both ends are asked where they are
 */
public record Settings(
    String link,
    ControlKeys keys,
    EtcdEndpoint source,
    EtcdEndpoint target,
    Rules rules,
    Prune prune,
    String holder,
    long leaderTtlSeconds,
    Optional<Path> tokenFile,
    boolean logDetail,
    Duration sampleInterval,
    Limits limits,
    HealingSettings healing,
    EncryptionSettings encryption,
    KubernetesSettings kubernetes,
    RoleSettings roles) {}
