package io.understudy.service.settings;

import io.smallrye.config.WithDefault;

/** Bounds of a watch: {@code understudy.watch.*}. */
public interface WatchConfig {

  @WithDefault("8388608")
  String bufferBytes();

  @WithDefault("4096")
  String bufferRevisions();
}
