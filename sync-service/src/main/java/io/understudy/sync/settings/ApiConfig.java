package io.understudy.sync.settings;

import io.smallrye.config.ConfigMapping;
import io.understudy.service.access.GuardConfig;

/** The properties as they are written; the token file is every service's. */
@ConfigMapping(prefix = "understudy.api")
public interface ApiConfig extends GuardConfig {}
