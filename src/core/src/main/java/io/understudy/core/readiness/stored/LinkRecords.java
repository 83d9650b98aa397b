package io.understudy.core.readiness.stored;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.understudy.core.control.Checkpoint;
import io.understudy.core.control.ControlKeys;
import io.understudy.core.control.CorruptRecordException;
import io.understudy.core.control.TermRecord;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.Etcd;
import io.understudy.core.port.EtcdException;
import io.understudy.core.port.KeyRange;
import io.understudy.core.port.KeyValue;
import io.understudy.core.port.RangeQuery;
import io.understudy.core.readiness.Facts;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the link's own records in the standby's etcd say. */
public final class LinkRecords {

  /** Kept checks that are looked at for one that could tell. */
  static final int CHECKS_MAX = 10;

  private static final String CHECK_ID = "[0-9]{1,19}";

  private final Etcd target;
  private final ControlKeys keys;
  private final Bytes checks;

  public LinkRecords(Etcd target, ControlKeys keys) {
    this.target = target;
    this.keys = keys;
    this.checks = keys.prefix().plus(Bytes.utf8("checks/"));
  }

  /**
   * @throws EtcdException if the etcd does not answer
   * @throws CorruptRecordException if a record is damaged; names it
   */
  public Facts.Records records() {
    var found =
        target.get(List.of(keys.term(), keys.checkpoint(), keys.paused()), 0).await().keys();
    return new Facts.Records(
        read(found.get(keys.term()), TermRecord::fromJson),
        read(found.get(keys.checkpoint()), Checkpoint::fromJson),
        found.containsKey(keys.paused()));
  }

  private static <T> Optional<T> read(@Nullable KeyValue kv, Function<Bytes, T> reader) {
    return Optional.ofNullable(kv).map(record -> reader.apply(record.value()));
  }

  /**
   * The newest kept checks, newest first: up to the first that could tell, ten at most.
   *
   * @throws EtcdException if the etcd does not answer
   * @throws CorruptRecordException if one is damaged; names it
   */
  public List<Facts.KeptCheck> checks() {
    List<String> ids =
        target.range(RangeQuery.keys(KeyRange.prefix(checks), 0, 0)).await().keys().stream()
            .map(kv -> kv.key().dropFirst(checks.length()).utf8())
            .filter(id -> id.matches(CHECK_ID))
            .sorted(Comparator.comparing(LinkRecords::number).reversed())
            .limit(CHECKS_MAX)
            .toList();
    List<Facts.KeptCheck> kept = new ArrayList<>();
    for (String id : ids) {
      Bytes key = checks.plus(Bytes.utf8(id));
      KeyValue kv = target.get(List.of(key), 0).await().keys().get(key);
      if (kv != null) {
        Facts.KeptCheck check = check(id, kv.value());
        kept.add(check);
        if (!check.result().equals("failed")) {
          break;
        }
      }
    }
    return kept;
  }

  private static long number(String id) {
    return Long.parseUnsignedLong(id);
  }

  private static Facts.KeptCheck check(String id, Bytes value) {
    String record = "checks/" + id;
    try {
      JsonNode json = JsonMapper.builder().build().readTree(value.array());
      String result = json.path("result").asText("");
      if (result.isEmpty()) {
        throw new CorruptRecordException(record, "field 'result' is missing");
      }
      return new Facts.KeptCheck(id, Instant.parse(json.path("finishedAt").asText("")), result);
    } catch (IOException notJson) {
      throw new CorruptRecordException(record, "it is not JSON");
    } catch (DateTimeParseException noTime) {
      throw new CorruptRecordException(record, "field 'finishedAt' is not an ISO 8601 time");
    }
  }
}
