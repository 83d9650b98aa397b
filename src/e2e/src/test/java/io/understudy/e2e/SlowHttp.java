package io.understudy.e2e;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Callers of one service who all send something, and then no more than drops. */
final class SlowHttp implements AutoCloseable {

  private record Caller(RawHttp http, String drop) {}

  private final ServiceProcess service;
  private final Map<String, Caller> callers = new LinkedHashMap<>();

  SlowHttp(ServiceProcess service) {
    this.service = service;
  }

  /**
   * @param first sent at once
   * @param drop sent at each {@link #left}
   */
  void begin(String first, String drop) throws IOException {
    callers.put(first, new Caller(RawHttp.to(service).send(first), drop));
  }

  /** Lets each send a drop; what those sent first who are not cut off by then. */
  List<String> left() throws IOException {
    for (String each : List.copyOf(callers.keySet())) {
      Caller caller = callers.get(each);
      if (caller != null && caller.http().isGoneAfter(caller.drop(), true)) {
        caller.http().close();
        callers.remove(each);
      }
    }
    return new ArrayList<>(callers.keySet());
  }

  @Override
  public void close() throws IOException {
    for (Caller caller : callers.values()) {
      caller.http().close();
    }
  }
}
