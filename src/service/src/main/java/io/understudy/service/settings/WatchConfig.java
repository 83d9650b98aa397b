package io.understudy.service.settings;

import io.smallrye.config.WithDefault;

/** Bounds of a watch: {@code understudy.watch.*}. */
public interface WatchConfig {

  /** What a watch holds before it stops asking for more. */
  @WithDefault("8388608")
  String bufferBytes();

  /** What a watch holds before it stops asking for more, in revisions. */
  @WithDefault("4096")
  String bufferRevisions();
}
