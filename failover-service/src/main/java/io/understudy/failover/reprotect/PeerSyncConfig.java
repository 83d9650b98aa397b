package io.understudy.failover.reprotect;

import io.smallrye.config.ConfigMapping;
import io.understudy.service.settings.RestConfig;

/** The sync-service of the other site, which mirrors from this one after a reprotect. */
@ConfigMapping(prefix = "understudy.peer.sync")
public interface PeerSyncConfig extends RestConfig {}
