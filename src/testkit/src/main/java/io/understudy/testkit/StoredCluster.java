package io.understudy.testkit;

import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.Headers;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * What the API servers of one cluster have in common: its objects, in a store of Fabric8's. The
 * store enforces no admission; what stands before it refuses writes while a freeze of the link
 * {@code global} is stored, as Kubernetes words it, a server that lags not at once. Rights are
 * granted unless taken away. How requests come is for others to say.
 */
public final class StoredCluster {

  private static final String POLICIES = "/apis/admissionregistration.k8s.io/v1/";
  private static final String REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
  private static final int OK = 200;
  private static final int CREATED = 201;
  private static final int REFUSED = 300;

  private final KubernetesCrudDispatcher stored = new KubernetesCrudDispatcher();
  private final Map<String, String> logs = new ConcurrentHashMap<>();
  private final Set<String> refusedRights = ConcurrentHashMap.newKeySet();
  private final Map<String, Function<Asked, Reply>> elsewhere = new ConcurrentHashMap<>();
  private volatile String unanswered = "";

  /** Verb and path of what has been written; neither dry runs nor what was not there any more. */
  private final List<String> written = Collections.synchronizedList(new ArrayList<>());

  /**
   * A request.
   *
   * @param path with its query
   */
  public record Asked(String method, String path, String body) {

    boolean reads() {
      return method.equals("GET");
    }

    private RecordedRequest recorded() {
      return new RecordedRequest(
          "HTTP/1.1",
          HttpMethod.valueOf(method),
          path,
          Headers.builder().build(),
          new Buffer(body.getBytes(StandardCharsets.UTF_8)));
    }
  }

  /** An answer, JSON but for a log. */
  public record Reply(int code, String body) {

    /** With an object. */
    public static Reply of(int code, Object body) {
      return new Reply(code, Serialization.asJson(body));
    }

    /** As Kubernetes says that something failed. */
    public static Reply failure(int code, String reason, String message) {
      return of(
          code,
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
              message));
    }
  }

  /**
   * One of its API servers.
   *
   * @param version such as {@code v1.34.1}
   */
  public Server server(String version) {
    return new Server(version);
  }

  /** What is posted to this path is stored, but answered as if etcd had not answered in time. */
  public void loseAnswers(String path) {
    unanswered = path;
  }

  /** What a pod's container has written. */
  public void log(String pod, String text) {
    logs.put(pod, text);
  }

  /** For example {@code delete pods}. */
  public void refuse(String right) {
    refusedRights.add(right);
  }

  public List<String> written() {
    return List.copyOf(written);
  }

  /**
   * Whatever is under a path is not kept here: no freeze being in force, writes are handed on, and
   * reads always are.
   */
  public void keepElsewhere(String under, Function<Asked, Reply> keeper) {
    elsewhere.put(under, keeper);
  }

  /** Past all that stands before the store. */
  public Reply direct(String method, String path, String body) {
    return store(new Asked(method, path, body));
  }

  /** The object at a path. */
  public Optional<GenericKubernetesResource> find(String path) {
    MockResponse found = stored.handleGet(path);
    return found.code() == OK
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

  private Reply store(Asked asked) {
    MockResponse answer = stored.dispatch(asked.recorded());
    return new Reply(answer.code(), answer.getBody() == null ? "" : answer.getBody().readUtf8());
  }

  private boolean hasExpectedUid(Asked asked) {
    if (!asked.body().contains("preconditions")) {
      return true;
    }
    String wanted =
        Serialization.unmarshal(asked.body(), DeleteOptions.class).getPreconditions().getUid();
    return find(asked.path())
        .map(object -> object.getMetadata().getUid().equals(wanted))
        .orElse(true);
  }

  private Reply log(String path) {
    String[] parts = path.substring(0, path.indexOf('?')).split("/");
    String text = logs.get(parts[parts.length - 2]);
    return text == null ? Reply.failure(404, "NotFound", "no such pod") : new Reply(OK, text);
  }

  private Reply review(Asked asked) {
    GenericKubernetesResource review =
        Serialization.unmarshal(asked.body(), GenericKubernetesResource.class);
    String verb = review.get("spec", "resourceAttributes", "verb");
    String resource = review.get("spec", "resourceAttributes", "resource");
    review.setAdditionalProperty(
        "status", Map.of("allowed", !refusedRights.contains(verb + " " + resource)));
    return Reply.of(CREATED, review);
  }

  /** One of several before the same store. */
  public final class Server {

    private final String version;
    private final AtomicInteger lag = new AtomicInteger();
    private volatile Optional<String> known = Optional.empty();
    private volatile Optional<String> otherRefusal = Optional.empty();

    private Server(String version) {
      this.version = version;
    }

    /** It answers so many writes as it did before. */
    public void lag(int writes) {
      lag.set(writes);
    }

    /** It takes the freeze in as it is stored now, as one does that was asked before. */
    public void know() {
      known = freeze();
    }

    /** Refuses every dry run with this message, as some webhook might. */
    public void refuseDryRuns(String message) {
      otherRefusal = Optional.of(message);
    }

    /** Answers a request. */
    public Reply answer(Asked asked) {
      String path = asked.path();
      if (asked.reads() && path.equals("/version")) {
        return Reply.of(OK, Map.of("major", "1", "minor", "34", "gitVersion", version));
      }
      if (asked.reads() && path.equals("/apis/admissionregistration.k8s.io/v1")) {
        return new Reply(OK, served());
      }
      if (asked.reads() && path.contains("/log?")) {
        return log(path);
      }
      if (path.equals(REVIEWS)) {
        return review(asked);
      }
      if (asked.method().equals("POST") && path.equals(unanswered)) {
        store(asked);
        return Reply.failure(500, "InternalError", "etcdserver: request timed out");
      }
      if (asked.reads()) {
        return keeper(path).map(keeper -> keeper.apply(asked)).orElseGet(() -> store(asked));
      }
      return path.startsWith(POLICIES) ? store(asked) : write(asked);
    }

    private Reply write(Asked asked) {
      if (lag.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
        know();
      }
      if (known.isPresent()) {
        return refused(
            "ValidatingAdmissionPolicy 'understudy-freeze-global' with binding"
                + " 'understudy-freeze-global' denied request: "
                + known.get());
      }
      if (asked.path().contains("dryRun=All")) {
        return otherRefusal.map(this::refused).orElseGet(() -> new Reply(CREATED, asked.body()));
      }
      if (asked.method().equals("DELETE") && !hasExpectedUid(asked)) {
        return Reply.failure(409, "Conflict", "the UID in the precondition does not match");
      }
      Reply reply =
          keeper(asked.path()).map(keeper -> keeper.apply(asked)).orElseGet(() -> store(asked));
      if (reply.code() < REFUSED) {
        written.add(asked.method() + " " + asked.path());
      }
      return reply;
    }

    private Optional<Function<Asked, Reply>> keeper(String path) {
      return elsewhere.entrySet().stream()
          .filter(kept -> path.startsWith(kept.getKey()))
          .map(Map.Entry::getValue)
          .findFirst();
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

    private Reply refused(String message) {
      return Reply.failure(403, "Forbidden", "runtimeclasses \"x\" is forbidden: " + message);
    }
  }
}
