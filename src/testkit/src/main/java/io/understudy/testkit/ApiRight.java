package io.understudy.testkit;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a request to an API server needs, as its authorizer sees it.
 *
 * @param namespace empty for cluster-scoped resources and for all namespaces
 * @param resource with its subresource after a slash, and its group after a dot, if there are any
 * @param name empty where the request names none
 */
record ApiRight(String namespace, String verb, String resource, String name) {

  private static final String NAMESPACES = "namespaces";
  private static final String BY_NAME = "metadata.name=";

  private static final String EXEC = "pods/exec";

  /**
   * @return all that have to be granted; none if everybody who is known to the API server may do
   *     that
   */
  static List<ApiRight> of(String method, URI uri) {
    return asked(method, uri).stream().flatMap(ApiRight::withMore).toList();
  }

  /** A command in a pod is asked for by GET, as a WebSocket, and newer servers want create too. */
  private Stream<ApiRight> withMore() {
    return resource.equals(EXEC) && verb.equals("get")
        ? Stream.of(this, new ApiRight(namespace, "create", resource, name))
        : Stream.of(this);
  }

  private static Optional<ApiRight> asked(String method, URI uri) {
    List<String> path =
        Arrays.stream(uri.getPath().split("/")).filter(part -> !part.isEmpty()).toList();
    boolean isCore = path.size() > 2 && path.getFirst().equals("api");
    boolean isGroup = path.size() > 3 && path.getFirst().equals("apis");
    if (!isCore && !isGroup) {
      return Optional.empty();
    }
    String group = isCore ? "" : path.get(1);
    ApiRight right = of(method, uri, group, path.subList(isCore ? 2 : 3, path.size()));
    return right.resource.startsWith("selfsubject") ? Optional.empty() : Optional.of(right);
  }

  private static ApiRight of(String method, URI uri, String group, List<String> rest) {
    boolean isNamespaced = rest.getFirst().equals(NAMESPACES) && rest.size() > 2;
    List<String> object = isNamespaced ? rest.subList(2, rest.size()) : rest;
    String name = object.size() > 1 ? object.get(1) : selected(uri);
    return new ApiRight(
        isNamespaced ? rest.get(1) : "",
        verb(method, uri, object.size() > 1),
        object.getFirst()
            + (object.size() > 2 ? "/" + object.get(2) : "")
            + (group.isEmpty() ? "" : "." + group),
        name);
  }

  private static String verb(String method, URI uri, boolean isNamed) {
    String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
    return switch (method) {
      case "GET" -> query.contains("watch=true") ? "watch" : isNamed ? "get" : "list";
      case "POST" -> "create";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      case "DELETE" -> isNamed ? "delete" : "deletecollection";
      default -> throw new IllegalArgumentException("no verb is known for " + method);
    };
  }

  /** The one object that a list or watch is about. */
  private static String selected(URI uri) {
    String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
    String plain = URLDecoder.decode(query, StandardCharsets.UTF_8);
    int at = plain.indexOf(BY_NAME);
    return at < 0 ? "" : plain.substring(at + BY_NAME.length()).split("[&,]")[0];
  }

  /** As a line of a file of rights; {@code *} stands for all. */
  boolean isGrantedBy(String line) {
    String[] part = line.split(" ");
    return (part[0].equals("*") || part[0].equals(namespace))
        && part[1].equals(verb)
        && part[2].equals(resource)
        && (part[3].equals("*") || part[3].equals(name));
  }

  String denial(String account) {
    return resource
        + (name.isEmpty() ? "" : " \"" + name + "\"")
        + " is forbidden: ServiceAccount "
        + account
        + " cannot "
        + verb
        + " it"
        + (namespace.isEmpty() ? " at the cluster scope" : " in the namespace " + namespace);
  }
}
