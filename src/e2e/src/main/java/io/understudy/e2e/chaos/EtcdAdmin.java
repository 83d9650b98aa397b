package io.understudy.e2e.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * What an operator does to a cluster of etcd, member by member, over etcd's JSON gateway: it has
 * calls that {@code etcdctl} does not, such as raising an alarm.
 */
final class EtcdAdmin implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final int OK = 200;
  private static final String ALARM = "maintenance/alarm";
  private static final String KIND = "alarm";
  private static final String NOSPACE = "NOSPACE";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<String> endpoints;
  private final HttpClient http;

  /**
   * @param endpoints of all members, {@code http://host:port} or {@code https}
   * @param tls what it trusts and shows, if they speak it
   */
  EtcdAdmin(List<String> endpoints, Optional<SSLContext> tls) {
    this.endpoints = List.copyOf(endpoints);
    HttpClient.Builder builder =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT);
    tls.ifPresent(builder::sslContext);
    this.http = builder.build();
  }

  /** A member has answered, and what was asked for is not done, or not known to be. */
  static final class Refused extends IllegalStateException {

    private static final long serialVersionUID = 1;

    private final String answer;

    private Refused(String url, String answer) {
      super(url + " was refused: " + answer);
      this.answer = answer;
    }

    boolean says(String text) {
      return answer.contains(text);
    }

    /** Before anything was done: the members that would be left are too few, or do not answer. */
    boolean isBeforehand() {
      return says("unhealthy cluster") || says("not enough started members");
    }
  }

  /**
   * Has the leader hand over to the member that follows it in the list, or to the next one if that
   * does not answer.
   *
   * @throws IllegalStateException if no two members answer, or the leader refuses
   */
  void moveLeader() {
    Map<Integer, JsonNode> answers = new TreeMap<>();
    for (int i = 0; i < endpoints.size(); i++) {
      int member = i;
      attempt(() -> status(member)).ifPresent(status -> answers.put(member, status));
    }
    for (Map.Entry<Integer, JsonNode> each : answers.entrySet()) {
      String id = id(each.getValue());
      if (each.getValue().path("leader").asText().equals(id)) {
        String next =
            answers.values().stream()
                .map(EtcdAdmin::id)
                .filter(other -> !other.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("nobody is there to lead"));
        ask(each.getKey(), "maintenance/transfer-leadership", Map.of("targetID", next));
        return;
      }
    }
    throw new IllegalStateException("no member of " + endpoints + " leads");
  }

  private static String id(JsonNode status) {
    return status.path("header").path("member_id").asText();
  }

  private static Optional<JsonNode> attempt(Supplier<JsonNode> call) {
    try {
      return Optional.of(call.get());
    } catch (Refused | UncheckedIOException notNow) {
      return Optional.empty();
    }
  }

  void defragment(int member) {
    ask(member, "maintenance/defragment", Map.of());
  }

  /**
   * Has the cluster forget a member. Once this returns it has, also if it already had.
   *
   * @param member by its number in the list
   * @param id of it
   * @throws Refused if it is still a member
   */
  void remove(int member, String id) {
    try {
      ask(another(member), "cluster/member/remove", Map.of("ID", id));
    } catch (Refused refused) {
      if (!refused.says("member not found") && !refused.says("permanently removed")) {
        throw refused;
      }
    }
  }

  /** Tells the others of a new member at an address, if they do not know of it. */
  void add(int member, String peerUrl) {
    try {
      ask(another(member), "cluster/member/add", Map.of("peerURLs", List.of(peerUrl)));
    } catch (Refused refused) {
      if (!refused.says("Peer URLs already exists")) {
        throw refused;
      }
    }
  }

  /** A member's id, by itself. */
  String memberId(int member) {
    return id(status(member));
  }

  private int another(int member) {
    return (member + 1) % endpoints.size();
  }

  /** A member raises the alarm for itself, and the cluster refuses puts. */
  void raiseNoSpace() {
    anybody(
        member ->
            ask(
                member,
                ALARM,
                Map.of("action", "ACTIVATE", "memberID", memberId(member), KIND, NOSPACE)));
  }

  /** The alarms of all members, those that are no longer members too: etcd keeps them. */
  void disarmNoSpace() {
    for (JsonNode alarm :
        anybody(member -> ask(member, ALARM, Map.of("action", "GET"))).path("alarms")) {
      if (alarm.path(KIND).asText().equals(NOSPACE)) {
        String id = alarm.path("memberID").asText();
        anybody(
            member ->
                ask(member, ALARM, Map.of("action", "DEACTIVATE", "memberID", id, KIND, NOSPACE)));
      }
    }
  }

  /** By the first one that answers. */
  private JsonNode anybody(IntFunction<JsonNode> call) {
    for (int i = 0; i < endpoints.size() - 1; i++) {
      int member = i;
      Optional<JsonNode> answer = attempt(() -> call.apply(member));
      if (answer.isPresent()) {
        return answer.get();
      }
    }
    return call.apply(endpoints.size() - 1);
  }

  /** Bytes of the member's database that hold something. */
  long databaseBytesInUse(int member) {
    return status(member).path("dbSizeInUse").asLong();
  }

  /** The id of whom a member takes for the leader, 0 for nobody; it asks none of the others. */
  String leader(int member) {
    return status(member).path("leader").asText("0");
  }

  private JsonNode status(int member) {
    return ask(member, "maintenance/status", Map.of());
  }

  private JsonNode ask(int member, String call, Map<String, ?> body) {
    String url = endpoints.get(member) + "/v3/" + call;
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(TIMEOUT)
            .POST(HttpRequest.BodyPublishers.ofString(JSON.valueToTree(body).toString()))
            .build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != OK) {
        throw new Refused(url, answer.body());
      }
      return JSON.readTree(answer.body());
    } catch (IOException failure) {
      throw new UncheckedIOException(url + " does not answer", failure);
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while an etcd was asked", interruption);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
