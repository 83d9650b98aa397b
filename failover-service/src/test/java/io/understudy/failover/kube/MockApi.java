package io.understudy.failover.kube;

import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.Dispatcher;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.understudy.failover.kube.PrimaryServers.Server;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A cluster with several API servers before one store. The store enforces no admission; what stands
 * before it refuses writes while a freeze is stored, as Kubernetes words it, a server that lags not
 * at once. Rights are granted unless taken away.
 */
final class MockApi implements AutoCloseable {

  private static final String POLICIES = "/apis/admissionregistration.k8s.io/v1/";
  private static final String REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

  private final KubernetesCrudDispatcher stored = new KubernetesCrudDispatcher();
  private final List<Front> fronts = new ArrayList<>();
  private volatile String unanswered = "";
  private final Map<String, String> logs = new ConcurrentHashMap<>();
  private final Set<String> refusedRights = ConcurrentHashMap.newKeySet();

  /** Verb and resource of what has been written, dry runs left out. */
  private final List<String> written = Collections.synchronizedList(new ArrayList<>());

  /**
   * @param versions of its API servers, such as {@code v1.34.1}, one for each
   */
  MockApi(String... versions) {
    for (String version : versions) {
      fronts.add(new Front(version));
    }
  }

  List<Server> servers() {
    return fronts.stream().map(front -> new Server(front.address, front.client)).toList();
  }

  KubernetesClient client() {
    return fronts.getFirst().client;
  }

  /** A server answers so many writes as it did before. */
  void lag(int server, int writes) {
    fronts.get(server).lag.set(writes);
  }

  /** A server takes the freeze in as it is stored now, as one does that was asked before. */
  void know(int server) {
    fronts.get(server).known = freeze();
  }

  /** What is posted to this path is stored, but answered as if etcd had not answered in time. */
  void loseAnswers(String path) {
    unanswered = path;
  }

  /** Its API servers go; who has a client of them keeps it. */
  void closeServers() {
    fronts.forEach(front -> front.server.shutdown());
  }

  /** What a pod's container has written. */
  void log(String pod, String text) {
    logs.put(pod, text);
  }

  /** For example {@code delete pods}. */
  void refuse(String right) {
    refusedRights.add(right);
  }

  /** Refuses every dry run with this message, as some webhook might. */
  void refuseDryRuns(int server, String message) {
    fronts.get(server).otherRefusal = Optional.of(message);
  }

  List<String> written() {
    return List.copyOf(written);
  }

  @Override
  public void close() {
    fronts.forEach(Front::close);
  }

  private Optional<GenericKubernetesResource> find(String path) {
    MockResponse found = stored.handleGet(path);
    return found.code() == 200
        ? Optional.of(
            Serialization.unmarshal(found.getBody().readUtf8(), GenericKubernetesResource.class))
        : Optional.empty();
  }

  /** The message of the freeze that is in force. */
  private Optional<String> freeze() {
    return find(POLICIES + "validatingadmissionpolicybindings/understudy-freeze-global")
        .flatMap(b -> find(POLICIES + "validatingadmissionpolicies/understudy-freeze-global"))
        .map(policy -> policy.<String>get("spec", "validations", 0, "message"));
  }

  /** One API server. */
  private final class Front extends Dispatcher {

    private final String version;
    private final AtomicInteger lag = new AtomicInteger();
    private final KubernetesMockServer server;
    private final KubernetesClient client;
    private final String address;
    private volatile Optional<String> known = Optional.empty();
    private volatile Optional<String> otherRefusal = Optional.empty();

    Front(String version) {
      this.version = version;
      this.server =
          new KubernetesMockServer(
              new Context(), new MockWebServer(), new HashMap<>(), this, false);
      server.start();
      this.client =
          server.createClient(
              builder -> builder.editOrNewConfig().withRequestRetryBackoffLimit(0).endConfig());
      this.address = server.getHostName() + ":" + server.getPort();
    }

    void close() {
      client.close();
      server.shutdown();
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
      String path = request.getPath();
      boolean reads = request.getMethod().equals("GET");
      if (reads && path.equals("/version")) {
        return json(200, "{\"major\":\"1\",\"minor\":\"34\",\"gitVersion\":\"" + version + "\"}");
      }
      if (reads && path.equals("/apis/admissionregistration.k8s.io/v1")) {
        return json(200, served());
      }
      if (reads && path.contains("/log?")) {
        return log(path);
      }
      if (path.equals(REVIEWS)) {
        return json(201, review(request));
      }
      if (request.getMethod().equals("POST") && path.equals(unanswered)) {
        stored.dispatch(request);
        return status(500, "InternalError", "etcdserver: request timed out");
      }
      return reads || path.startsWith(POLICIES) ? stored.dispatch(request) : write(request);
    }

    private MockResponse log(String path) {
      String[] parts = path.substring(0, path.indexOf('?')).split("/");
      String text = logs.get(parts[parts.length - 2]);
      return text == null
          ? status(404, "NotFound", "no such pod")
          : new MockResponse().setResponseCode(200).setBody(text);
    }

    private MockResponse write(RecordedRequest request) {
      boolean isDry = request.getPath().contains("dryRun=All");
      if (lag.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
        known = freeze();
      }
      if (known.isPresent()) {
        return refused(
            "ValidatingAdmissionPolicy 'understudy-freeze-global' with binding"
                + " 'understudy-freeze-global' denied request: "
                + known.get());
      }
      if (isDry) {
        return otherRefusal.map(this::refused).orElseGet(() -> json(201, request.getUtf8Body()));
      }
      if (request.getMethod().equals("DELETE") && !hasExpectedUid(request)) {
        return status(409, "Conflict", "the UID in the precondition does not match");
      }
      written.add(request.getMethod() + " " + request.getPath());
      return stored.dispatch(request);
    }

    private boolean hasExpectedUid(RecordedRequest request) {
      String body = request.getUtf8Body();
      if (body == null || !body.contains("preconditions")) {
        return true;
      }
      String wanted =
          Serialization.unmarshal(body, DeleteOptions.class).getPreconditions().getUid();
      return find(request.getPath())
          .map(object -> object.getMetadata().getUid().equals(wanted))
          .orElse(true);
    }

    private String served() {
      String minor = version.split("\\.")[1];
      String policies =
          Integer.parseInt(minor) >= 30
              ? ",{\"name\":\"validatingadmissionpolicies\",\"kind\":\"ValidatingAdmissionPolicy\"}"
              : "";
      return "{\"kind\":\"APIResourceList\",\"groupVersion\":\"admissionregistration.k8s.io/v1\","
          + "\"resources\":[{\"name\":\"validatingwebhookconfigurations\",\"kind\":\"V\"}"
          + policies
          + "]}";
    }

    private String review(RecordedRequest request) {
      GenericKubernetesResource review =
          Serialization.unmarshal(request.getUtf8Body(), GenericKubernetesResource.class);
      String verb = review.get("spec", "resourceAttributes", "verb");
      String resource = review.get("spec", "resourceAttributes", "resource");
      review.setAdditionalProperty(
          "status", Map.of("allowed", !refusedRights.contains(verb + " " + resource)));
      return Serialization.asJson(review);
    }

    private MockResponse refused(String message) {
      return status(403, "Forbidden", "runtimeclasses \"x\" is forbidden: " + message);
    }

    private MockResponse status(int code, String reason, String message) {
      return json(
          code,
          Serialization.asJson(
              Map.of(
                  "kind",
                  "Status",
                  "apiVersion",
                  "v1",
                  "status",
                  "Failure",
                  "reason",
                  reason,
                  "code",
                  code,
                  "message",
                  message)));
    }

    private MockResponse json(int code, String body) {
      return new MockResponse()
          .setResponseCode(code)
          .setHeader("Content-Type", "application/json")
          .setBody(body);
    }
  }
}
