package io.understudy.monitor.repair;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.core.control.CheckLists.SurplusKey;
import io.understudy.core.control.CheckRecord.Healing;
import io.understudy.monitor.settings.MonitorSettings;
import io.understudy.service.access.MirrorRight;
import io.understudy.service.rest.NotReachedException;
import io.understudy.service.rest.RestClient;
import io.understudy.service.rest.RestClient.Answer;
import io.understudy.service.settings.RestSettings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the monitor asks of the link's sync-service. Safe for several threads. */
@Singleton
public class SyncClient {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final RestClient rest;

  @Inject
  SyncClient(MonitorSettings settings) {
    this(settings.sync().rest());
  }

  SyncClient(RestSettings settings) {
    this.rest = new RestClient("sync-service", settings);
  }

  /** What it says of its own repairs; empty if it is not configured, or does not answer. */
  public Optional<Healing> healing() {
    try {
      Answer answer = rest.get("/api/v1/status");
      JsonNode repaired = answer.body().path("counters").path("repaired");
      if (answer.status() != 200 || !repaired.isIntegralNumber()) {
        return Optional.empty();
      }
      long contested = answer.body().path("contestedKeys").path("count").asLong(0);
      return Optional.of(new Healing(repaired.longValue(), contested));
    } catch (NotReachedException silent) {
      return Optional.empty();
    }
  }

  /**
   * Asks to recopy keys and to delete confirmed ones.
   *
   * @throws NotReachedException if it may not have been asked
   */
  Answer repair(List<String> keys, List<SurplusKey> surplus) throws NotReachedException {
    ObjectNode body = JSON.createObjectNode();
    if (!keys.isEmpty()) {
      ArrayNode named = body.putArray("keys");
      keys.forEach(named::add);
    }
    if (!surplus.isEmpty()) {
      ArrayNode confirmed = body.putArray("surplus");
      surplus.forEach(
          key -> confirmed.addObject().put("key", key.key()).put("revision", key.revision()));
    }
    return rest.post(MirrorRight.REPAIR.path(), body, Map.of());
  }

  /**
   * @param id 1 to 19 digits
   */
  Answer repairState(String id) throws NotReachedException {
    return rest.get("/api/v1/repair/" + id);
  }
}
