package io.understudy.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;

/**
 * What a real Kubernetes control plane wrote into a real etcd: see {@code captures/README.md}.
 *
 * <p>Read anew at each call; nothing is kept.
 */
public final class Captures {

  /** The whole keyspace of one control plane. */
  public static final String REGISTRY = "registry";

  /** Keyspaces with Secrets and ConfigMaps encrypted at rest. */
  public static final List<String> ENCRYPTED =
      List.of("registry-aescbc", "registry-aesgcm", "registry-secretbox");

  private static final ObjectMapper JSON = new ObjectMapper();

  private Captures() {}

  /** All that changed at one revision, in the store's order. */
  public record ChangeRevision(long revision, List<Op> ops) {}

  /** One change. */
  public sealed interface Op {
    Bytes key();

    /**
     * @param lease the lease it hangs on, 0 for none
     */
    record Put(Bytes key, Bytes value, long lease) implements Op {}

    record Delete(Bytes key) implements Op {}
  }

  /**
   * @param name {@link #REGISTRY} or one of {@link #ENCRYPTED}
   * @return sorted by key
   */
  public static List<KeyValue> registry(String name) {
    List<KeyValue> keys = lines(name, Captures::keyValue);
    keys.sort(Comparator.comparing(KeyValue::key));
    return keys;
  }

  /** Consecutive revisions, watched on the control plane of {@link #REGISTRY}. */
  public static List<ChangeRevision> changes() {
    return lines("registry-changes", Captures::change);
  }

  /**
   * The EncryptionConfiguration that opens an encrypted registry.
   *
   * @param provider aescbc, aesgcm or secretbox
   */
  public static String encryptionConfiguration(String provider) {
    try (InputStream in = open("encryption-" + provider + ".yaml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static KeyValue keyValue(JsonNode line) {
    return new KeyValue(
        key(line),
        value(line),
        line.required("createRevision").longValue(),
        line.required("modRevision").longValue(),
        line.required("version").longValue(),
        line.required("lease").longValue());
  }

  private static ChangeRevision change(JsonNode line) {
    List<Op> ops = new ArrayList<>();
    line.required("ops").forEach(op -> ops.add(op(op)));
    return new ChangeRevision(line.required("revision").longValue(), List.copyOf(ops));
  }

  private static Op op(JsonNode op) {
    return switch (op.required("op").textValue()) {
      case "PUT" -> new Op.Put(key(op), value(op), op.path("lease").longValue());
      case "DELETE" -> new Op.Delete(key(op));
      case String other -> throw new IllegalStateException("unknown op " + other);
    };
  }

  private static Bytes key(JsonNode node) {
    return Bytes.utf8(node.required("key").textValue());
  }

  private static Bytes value(JsonNode node) {
    try {
      return Bytes.wrap(node.required("value").binaryValue());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> List<T> lines(String name, Function<JsonNode, T> read) {
    List<T> found = new ArrayList<>();
    try (InputStream in = new GZIPInputStream(open(name + ".jsonl.gz"));
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        found.add(read.apply(JSON.readTree(line)));
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String file) {
    InputStream in = Captures.class.getResourceAsStream("/captures/" + file);
    if (in == null) {
      throw new IllegalArgumentException("no capture named " + file);
    }
    return in;
  }
}
