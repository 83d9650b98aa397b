package io.understudy.monitor.settings;

import io.understudy.service.settings.KubernetesSettings;
import io.understudy.service.settings.LinkSettings;
import io.understudy.service.settings.TargetSettings;

/** One monitor's settings, all of them usable. */
public record MonitorSettings(
    LinkSettings link,
    TargetSettings target,
    SyncSettings sync,
    CheckSettings check,
    RoutineSettings routine,
    KubernetesSettings kubernetes,
    ReadinessSettings readiness,
    DashboardSettings dashboard) {}
