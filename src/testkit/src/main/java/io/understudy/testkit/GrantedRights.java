package io.understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Clients and servers that refuse whatever is not granted to an account: one of the chart's
 * ServiceAccounts, or the one of the documents that reads at the primary. The rights are in {@code
 * rights/<account>.txt}, one a line: namespace, verb, resource, name, and the test class that needs
 * it. A test of the chart holds these files against the Roles; when all tests of a class are over,
 * the class has used just the rights that name it. So no right is missing, and none is there for
 * nothing.
 */
public final class GrantedRights implements Interceptor, AfterAllCallback {

  private static final int FORBIDDEN = 403;
  private static final String RELEASE = "$release";

  private final String account;
  private final Map<String, String> users;
  private final String user;
  private final Set<String> used = new ConcurrentSkipListSet<>();
  private final Map<KubernetesClient, KubernetesClient> bound = new IdentityHashMap<>();

  private GrantedRights(String account, Map<String, String> users, String user) {
    this.account = account;
    this.users = users;
    this.user = user;
  }

  /**
   * @param namespace of the release
   * @param test whose rights are counted
   */
  public static GrantedRights of(String account, String namespace, Class<?> test) {
    Map<String, String> users = new LinkedHashMap<>();
    read(account).forEach((line, user) -> users.put(line.replace(RELEASE, namespace), user));
    return new GrantedRights(account, users, test.getSimpleName());
  }

  /**
   * The rights of an account, each with the test class that needs it; {@code $release} stands for
   * the release's namespace.
   */
  public static Map<String, String> read(String account) {
    try (InputStream file = GrantedRights.class.getResourceAsStream("rights/" + account + ".txt")) {
      if (file == null) {
        throw new IllegalArgumentException("no rights are known of " + account);
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank())
          .map(line -> line.split("\\s+#\\s*"))
          .collect(
              Collectors.toMap(
                  part -> part[0], part -> part[1], (one, two) -> two, LinkedHashMap::new));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** A client of the same API server, with these rights alone. It is closed after all tests. */
  public synchronized KubernetesClient bound(KubernetesClient all) {
    return bound.computeIfAbsent(all, this::fresh);
  }

  /** The same, which the caller closes. */
  public KubernetesClient fresh(KubernetesClient all) {
    return new KubernetesClientBuilder()
        .withConfig(all.getConfiguration())
        .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("rights", this))
        .build();
  }

  @Override
  public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
    denial(request.method(), request.uri())
        .ifPresent(
            status -> {
              throw new KubernetesClientException(status);
            });
  }

  /**
   * For a server: what it answers to a request that needs more than these rights, with HTTP 403;
   * empty if it is to be let through, which counts as use of the rights that allow it.
   */
  public Optional<Status> denial(String method, URI uri) {
    List<ApiRight> needed = ApiRight.of(method, uri);
    needed.forEach(right -> used.addAll(granting(right)));
    return needed.stream()
        .filter(right -> granting(right).isEmpty())
        .findFirst()
        .map(
            right ->
                new StatusBuilder()
                    .withCode(FORBIDDEN)
                    .withReason("Forbidden")
                    .withStatus("Failure")
                    .withMessage(right.denial(account))
                    .build());
  }

  private List<String> granting(ApiRight right) {
    return users.keySet().stream().filter(right::isGrantedBy).toList();
  }

  @Override
  public synchronized void afterAll(ExtensionContext context) {
    bound.values().forEach(KubernetesClient::close);
    bound.clear();
    assertThat(used)
        .as("rights of %s that the tests of %s have used; run all of them", account, user)
        .containsAll(
            users.entrySet().stream()
                .filter(line -> line.getValue().equals(user))
                .map(Map.Entry::getKey)
                .toList());
  }
}
