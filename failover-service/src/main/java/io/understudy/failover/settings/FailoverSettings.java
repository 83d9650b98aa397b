package io.understudy.failover.settings;

import io.understudy.service.settings.KubernetesSettings;
import io.understudy.service.settings.LinkSettings;
import io.understudy.service.settings.RestSettings;
import io.understudy.service.settings.SiteApiSettings;
import io.understudy.service.settings.TargetSettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One failover-service's settings, all of them usable.
 *
 * @param syncReplicas addresses of sync-service's replicas; a host name may stand for several
 * @param site name of this site
 * @param peer name of the other
 * @param platformAddress host name that users open
 * @param runbookFile empty for the product's own
 * @param variables that fill the runbook, the settings among them
 * @param poll how often a run looks whether an operator has said something
 * @param turnTtl how long the turn of a process that died is kept
 * @param planTimeout how long steps have to say what they would do
 * @param keep runs whose journals are kept
 * @param eventsKeepAlive after so long without an event its followers are sent a sign of life
 * @param eventsMaxFollowers that are told of operations at once
 * @param promotion bounds of what a promotion waits for
 * @param primaryApi API servers of the link's source
 * @param standbyApi those of its target, this site's own
 * @param clusters kubeconfigs of workload clusters, by name
 */
public record FailoverSettings(
    LinkSettings link,
    TargetSettings target,
    RestSettings sync,
    List<URI> syncReplicas,
    RestSettings monitor,
    String site,
    String peer,
    Optional<String> platformAddress,
    Optional<String> runbookFile,
    Map<String, String> variables,
    Duration poll,
    Duration turnTtl,
    Duration planTimeout,
    int keep,
    Duration eventsKeepAlive,
    int eventsMaxFollowers,
    PromotionSettings promotion,
    KubernetesSettings kubernetes,
    SiteApiSettings primaryApi,
    SiteApiSettings standbyApi,
    Map<String, KubeconfigSecret> clusters) {}
