package io.understudy.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.understudy.core.port.Bytes;
import io.understudy.testkit.AnsweringApiServer;
import io.understudy.testkit.IndependentClient;
import io.understudy.testkit.StoredCluster;
import io.understudy.testkit.StoredCluster.Asked;
import io.understudy.testkit.StoredCluster.Reply;
import io.understudy.testkit.TestCa;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The API servers of a site, two over TLS before one store that refuses writes under a freeze. What
 * users write, ConfigMaps of a namespace, goes through them into the site's etcd, where the mirror
 * sees it. A pod that is deleted has a successor; a Job is done as soon as it is made. Each keeps
 * old revisions until it is restarted.
 */
final class SiteCluster implements AutoCloseable {

  /** Users write here. */
  static final String USERS = "/api/v1/namespaces/load/configmaps";

  static final String BEARER = "an-account-of-the-tests";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern POD = Pattern.compile("/api/v1/namespaces/([^/]+)/pods/([^/?]+).*");
  private static final Pattern JOBS =
      Pattern.compile("/apis/batch/v1/namespaces/([^/]+)/jobs(\\?.*)?");
  private static final Pattern WATCH =
      Pattern.compile("/api/v1/namespaces\\?watch=true.*resourceVersion=(\\d+).*");

  private static final Pattern ANY =
      Pattern.compile("(/api/v1/.*labelSelector=)([^ ]+) in \\(([^)]*)\\)");

  private final StoredCluster stored = new StoredCluster();
  private final List<AnsweringApiServer> servers;
  private final Path kubeconfig;
  private final IndependentClient etcd;
  private final AtomicLong oldest = new AtomicLong();
  private final AtomicLong successors = new AtomicLong();

  /**
   * @param servers closed with this
   * @param kubeconfig that leads to one of them
   */
  private SiteCluster(IndependentClient etcd, List<AnsweringApiServer> servers, Path kubeconfig) {
    this.etcd = etcd;
    this.servers = servers;
    this.kubeconfig = kubeconfig;
    stored.keepElsewhere(USERS, this::keep);
    for (AnsweringApiServer server : servers) {
      StoredCluster.Server before = stored.server("v1.34.1");
      server.rest((method, path, body) -> answer(before, method, path, body));
    }
  }

  /**
   * Starts them.
   *
   * @param etcd of the site
   * @param host an address of the loopback network
   */
  static SiteCluster start(
      String site, IndependentClient etcd, TestCa ca, String host, Path directory) {
    TestCa.Issued shown =
        ca.server("api-" + site, List.of(host), Instant.now().plus(Duration.ofDays(365)));
    return of(
        site,
        etcd,
        List.of(
            AnsweringApiServer.start(host, shown, BEARER),
            AnsweringApiServer.start(host, shown, BEARER)),
        ca,
        host,
        directory);
  }

  /**
   * Those that run already, whose token is {@link #BEARER}.
   *
   * @param name what their certificates must name
   */
  static SiteCluster of(
      String site,
      IndependentClient etcd,
      List<AnsweringApiServer> servers,
      TestCa ca,
      String name,
      Path directory) {
    Path kubeconfig = directory.resolve(site + "-api.kubeconfig");
    write(kubeconfig, kubeconfig(ca, servers.getFirst().address(), name));
    return new SiteCluster(etcd, servers, kubeconfig);
  }

  private static String kubeconfig(TestCa ca, String address, String name) {
    return """
        apiVersion: v1
        kind: Config
        current-context: it
        clusters:
        - name: c
          cluster: {certificate-authority: "%s", server: "https://%s", tls-server-name: "%s"}
        users: [{name: u, user: {token: %s}}]
        contexts: [{name: it, context: {cluster: c, user: u}}]
        """
        .formatted(ca.file(), address, name, BEARER);
  }

  /** The settings of a service under which it reaches this site's API servers. */
  Map<String, String> as(String site) {
    return Map.of(
        "UNDERSTUDY_" + site + "_KUBECONFIG_FILE", kubeconfig.toString(),
        "UNDERSTUDY_" + site + "_API_SERVERS", addresses());
  }

  private String addresses() {
    return String.join(",", servers.stream().map(AnsweringApiServer::address).toList());
  }

  List<AnsweringApiServer> servers() {
    return servers;
  }

  /** Puts a pod there that a controller looks after. */
  void pod(String namespace, String name, Map<String, String> labels) {
    ObjectNode pod = JSON.createObjectNode().put("kind", "Pod").put("apiVersion", "v1");
    ObjectNode metadata = pod.putObject("metadata").put("namespace", namespace).put("name", name);
    labels.forEach(metadata.putObject("labels")::put);
    metadata
        .putArray("ownerReferences")
        .addObject()
        .put("apiVersion", "apps/v1")
        .put("kind", "ReplicaSet")
        .put("name", "rs")
        .put("uid", "u-rs")
        .put("controller", true);
    pod.putObject("status")
        .put("phase", "Running")
        .putArray("conditions")
        .addObject()
        .put("type", "Ready")
        .put("status", "True");
    direct("POST", "/api/v1/namespaces/" + namespace + "/pods", pod.toString());
  }

  /** How many of them were deleted. */
  long deletedPods() {
    return writes("DELETE", "/pods/");
  }

  /** How many Jobs were made. */
  long madeJobs() {
    return writes("POST", "/jobs");
  }

  private long writes(String method, String part) {
    return stored.written().stream()
        .filter(line -> line.startsWith(method) && line.contains(part))
        .count();
  }

  /** Whether a freeze, or a part of one, is there. */
  boolean isFrozen() {
    String path = "/apis/admissionregistration.k8s.io/v1/validatingadmission";
    return stored.find(path + "policies/understudy-freeze-global").isPresent()
        || stored.find(path + "policybindings/understudy-freeze-global").isPresent();
  }

  /** From now on its API servers know nothing older than what is in etcd now. */
  void restart() {
    oldest.set(etcd.revision());
  }

  private AnsweringApiServer.Answer answer(
      StoredCluster.Server server, String method, String path, byte[] body) {
    Asked asked = new Asked(method, path, new String(body, StandardCharsets.UTF_8));
    Matcher watch = WATCH.matcher(path);
    if (watch.matches()) {
      return answer(watch(Long.parseLong(watch.group(1))));
    }
    Optional<Reply> ofAny = ofAny(server, asked);
    if (ofAny.isPresent()) {
      return answer(ofAny.get());
    }
    Matcher pod = POD.matcher(path);
    boolean deletes = method.equals("DELETE") && pod.matches();
    Optional<GenericKubernetesResource> doomed = deletes ? stored.find(path) : Optional.empty();
    Reply reply = server.answer(asked);
    if (reply.code() < 300) {
      doomed.ifPresent(old -> succeed(old, pod.group(1)));
      Matcher jobs = JOBS.matcher(path);
      if (method.equals("POST") && jobs.matches() && !path.contains("dryRun")) {
        finish(json(reply.body()), jobs.group(1));
      }
    }
    return answer(reply);
  }

  /** The store knows no selector {@code label in (a,b)}: it is asked for each value. */
  private static Optional<Reply> ofAny(StoredCluster.Server server, Asked asked) {
    Matcher any = ANY.matcher(URLDecoder.decode(asked.path(), StandardCharsets.UTF_8));
    if (!asked.method().equals("GET") || !any.matches()) {
      return Optional.empty();
    }
    ArrayNode items = JSON.createArrayNode();
    for (String value : any.group(3).split(",")) {
      String path = any.group(1) + any.group(2) + "%3D" + value.strip();
      Reply found = server.answer(new Asked("GET", path, ""));
      json(found.body()).path("items").forEach(items::add);
    }
    ObjectNode list = JSON.createObjectNode().put("kind", "PodList").put("apiVersion", "v1");
    list.putObject("metadata");
    return Optional.of(new Reply(200, list.set("items", items).toString()));
  }

  private static AnsweringApiServer.Answer answer(Reply reply) {
    return new AnsweringApiServer.Answer(
        reply.code(), reply.body().getBytes(StandardCharsets.UTF_8));
  }

  /** One that ends at once: with nothing that came since, or as too old. */
  private Reply watch(long revision) {
    if (revision >= oldest.get()) {
      return new Reply(200, "");
    }
    return new Reply(
        200,
        "{\"type\":\"ERROR\",\"object\":"
            + Reply.failure(410, "Expired", "too old resource version: " + revision).body()
            + "}\n");
  }

  private Reply keep(Asked asked) {
    if (asked.method().equals("GET")) {
      return Reply.failure(404, "NotFound", "users do not read here");
    }
    if (asked.method().equals("DELETE")) {
      etcd.delete(key(asked.path().substring(USERS.length() + 1)));
      return Reply.of(200, Map.of("kind", "Status", "status", "Success"));
    }
    etcd.put(
        key(json(asked.body()).path("metadata").path("name").asText()), Bytes.utf8(asked.body()));
    return new Reply(201, asked.body());
  }

  private static Bytes key(String name) {
    return Bytes.utf8("/registry/configmaps/load/" + name);
  }

  private void succeed(GenericKubernetesResource old, String namespace) {
    pod(
        namespace,
        old.getMetadata().getName() + "-" + successors.incrementAndGet(),
        old.getMetadata().getLabels());
  }

  private void finish(JsonNode job, String namespace) {
    String name = job.path("metadata").path("name").asText();
    ObjectNode done = job.deepCopy();
    done.putObject("status")
        .putArray("conditions")
        .addObject()
        .put("type", "Complete")
        .put("status", "True");
    direct("PUT", "/apis/batch/v1/namespaces/" + namespace + "/jobs/" + name, done.toString());
    pod(namespace, name + "-pod", Map.of("job-name", name));
    stored.log(name + "-pod", "done\n");
  }

  private void direct(String method, String path, String body) {
    Reply reply = stored.direct(method, path, body);
    if (reply.code() >= 300) {
      throw new IllegalStateException(method + " " + path + ": " + reply);
    }
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException bad) {
      throw new UncheckedIOException("no JSON: " + text, bad);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void close() {
    servers.forEach(AnsweringApiServer::close);
  }
}
