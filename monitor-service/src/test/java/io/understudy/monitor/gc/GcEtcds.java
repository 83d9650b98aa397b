package io.understudy.monitor.gc;

import io.understudy.monitor.TwoEtcds;
import java.util.HashMap;
import java.util.Map;

/** Its own, under a link of its own: other tests look for a target that nobody wrote. */
public class GcEtcds extends TwoEtcds {

  static final String LINK = "gc";

  @Override
  public Map<String, String> start() {
    Map<String, String> properties = new HashMap<>(super.start());
    properties.put("understudy.link", LINK);
    return properties;
  }
}
