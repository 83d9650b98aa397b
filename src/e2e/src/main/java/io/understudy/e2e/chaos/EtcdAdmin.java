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
import javax.net.ssl.SSLContext;

/**
 * What an operator does to a cluster of etcd, member by member, over etcd's JSON gateway: it has
 * calls that {@code etcdctl} does not, such as raising an alarm.
 */
final class EtcdAdmin implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final int OK = 200;
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

  /**
   * Has the leader hand over to the member that follows it in the list.
   *
   * @throws IllegalStateException if a member does not answer, or the leader refuses
   */
  void moveLeader() {
    for (int i = 0; i < endpoints.size(); i++) {
      JsonNode status = status(i);
      if (status.path("leader").equals(status.path("header").path("member_id"))) {
        JsonNode next = status((i + 1) % endpoints.size()).path("header").path("member_id");
        ask(i, "maintenance/transfer-leadership", Map.of("targetID", next.asText()));
        return;
      }
    }
    throw new IllegalStateException("no member of " + endpoints + " leads");
  }

  void defragment(int member) {
    ask(member, "maintenance/defragment", Map.of());
  }

  /**
   * Has the cluster forget a member. It is still a member if this is refused.
   *
   * @param member by its number in the list
   * @param peerUrl of it
   */
  void remove(int member, String peerUrl) {
    int other = (member + 1) % endpoints.size();
    String id =
        memberId(other, peerUrl)
            .orElseThrow(() -> new IllegalStateException(peerUrl + " is no member"));
    ask(other, "cluster/member/remove", Map.of("ID", id));
  }

  /** Whether another member knows of this one. */
  boolean isMember(int member, String peerUrl) {
    return memberId((member + 1) % endpoints.size(), peerUrl).isPresent();
  }

  /** Tells the others of a new member at an address. */
  void add(int member, String peerUrl) {
    int other = (member + 1) % endpoints.size();
    ask(other, "cluster/member/add", Map.of("peerURLs", List.of(peerUrl)));
  }

  private Optional<String> memberId(int asked, String peerUrl) {
    for (JsonNode each : ask(asked, "cluster/member/list", Map.of()).path("members")) {
      if (each.path("peerURLs").path(0).asText().equals(peerUrl)) {
        return Optional.of(each.path("ID").asText());
      }
    }
    return Optional.empty();
  }

  /** The member raises the alarm for itself, and the cluster refuses puts. */
  void raiseNoSpace(int member) {
    alarm(member, "ACTIVATE");
  }

  void disarmNoSpace(int member) {
    alarm(member, "DEACTIVATE");
  }

  /** Bytes of the member's database that hold something. */
  long databaseBytesInUse(int member) {
    return status(member).path("dbSizeInUse").asLong();
  }

  private void alarm(int member, String action) {
    String id = status(member).path("header").path("member_id").asText();
    ask(member, "maintenance/alarm", Map.of("action", action, "memberID", id, "alarm", "NOSPACE"));
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
        throw new IllegalStateException(url + " was refused: " + answer.body());
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
