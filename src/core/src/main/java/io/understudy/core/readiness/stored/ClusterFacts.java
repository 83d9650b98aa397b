package io.understudy.core.readiness.stored;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.EtcdException;
import io.understudy.core.readiness.Facts;
import io.understudy.core.readiness.stored.Registry.Stored;
import io.understudy.core.registry.ObjectFields;
import io.understudy.core.registry.ObjectFields.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a cluster is, as far as its registry tells. Each throws {@link EtcdException} if its etcd
 * does not answer. Field numbers are those of the {@code generated.proto} files of k8s.io/api.
 */
public final class ClusterFacts {

  private static final String DEFINITIONS =
      "/registry/apiextensions.k8s.io/customresourcedefinitions/";
  private static final String OPERATORS = "/registry/operators.coreos.com/clusterserviceversions/";
  private static final String MACHINE_KIND = "machines.platform.tkestack.io";
  private static final String MACHINES = "/registry/platform.tkestack.io/machines/";
  private static final String CIDRS = "/registry/servicecidrs/";
  private static final String OLD_RANGE = "/registry/ranges/serviceips";
  private static final String NODE_PORTS = "/registry/ranges/servicenodeports";
  private static final String API_SERVERS = "/registry/masterleases/";
  private static final String API_ENDPOINTS = "/registry/services/endpoints/default/kubernetes";
  private static final int API_PORT = 6443;
  private static final List<String> WORKLOADS =
      List.of("deployments", "statefulsets", "daemonsets");
  private static final String SYSTEM_MAPS = "/registry/configmaps/kube-system/";

  private static final Field SUBSETS = new Field("subsets", 2);
  private static final Field ADDRESSES = new Field("addresses", 1);
  private static final Field IP = new Field("ip", 1);
  private static final Field PORTS = new Field("ports", 3);
  private static final Field NAME = new Field("name", 1);
  private static final Field PORT = new Field("port", 2);
  private static final Field SPEC = new Field("spec", 2);
  private static final Field SPEC_CIDRS = new Field("cidrs", 1);
  private static final Field RANGE = new Field("range", 2);
  private static final Field DATA = new Field("data", 2);

  /** Custom resources are JSON always. */
  private static final Field STATUS = new Field("status", 0);

  private static final Field PHASE = new Field("phase", 0);

  private static final Pattern VERSIONED = Pattern.compile("(.+?)\\.v?([0-9]+\\..*)");
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----");

  private final Registry registry;

  public ClusterFacts(Registry registry) {
    this.registry = registry;
  }

  /** Names of CustomResourceDefinitions, parked ones too. */
  public Set<String> definitions() {
    return new TreeSet<>(registry.names(DEFINITIONS));
  }

  /**
   * Operators as the Operator Lifecycle Manager has them, with their versions. It copies its
   * ClusterServiceVersions into many namespaces, so those do not count.
   */
  public Map<String, String> operators() {
    Map<String, Set<String>> versions = new TreeMap<>();
    for (String path : registry.names(OPERATORS)) {
      String name = path.substring(path.indexOf('/') + 1);
      Matcher parts = VERSIONED.matcher(name);
      boolean isVersioned = parts.matches();
      versions
          .computeIfAbsent(isVersioned ? parts.group(1) : name, operator -> new TreeSet<>())
          .add(isVersioned ? parts.group(2) : "");
    }
    Map<String, String> operators = new TreeMap<>();
    versions.forEach((name, all) -> operators.put(name, String.join(", ", all)));
    return operators;
  }

  /**
   * Objects of some resources, parked ones too.
   *
   * @param resources each as below {@code /registry/}, {@code operator.knative.dev/knativeservings}
   */
  public Set<String> components(List<String> resources) {
    Set<String> found = new TreeSet<>();
    for (String resource : resources) {
      registry
          .names("/registry/" + resource + "/")
          .forEach(name -> found.add(resource + "/" + name));
    }
    return found;
  }

  /** Deployments, StatefulSets and DaemonSets, as resource, namespace and name, parked ones too. */
  public Set<String> workloads() {
    return components(WORKLOADS);
  }

  /**
   * The API servers that run, as host and port: each keeps a key with its address, on a lease of
   * some seconds. The ports are those of Endpoints {@code default/kubernetes}; where that does not
   * name an address, 6443.
   *
   * @return empty if the API servers do not reconcile by leases, or none runs
   */
  public Set<String> apiServers() {
    Map<String, Integer> ports = apiPorts();
    Set<String> servers = new TreeSet<>();
    for (String ip : registry.names(API_SERVERS)) {
      String host = ip.contains(":") ? "[" + ip + "]" : ip;
      servers.add(host + ":" + ports.getOrDefault(ip, API_PORT));
    }
    return servers;
  }

  private Map<String, Integer> apiPorts() {
    Map<String, Integer> ports = new TreeMap<>();
    List<ObjectFields> subsets =
        registry
            .visible(API_ENDPOINTS)
            .flatMap(Stored::fields)
            .map(endpoints -> endpoints.all(SUBSETS))
            .orElse(List.of());
    for (ObjectFields subset : subsets) {
      for (ObjectFields port : subset.all(PORTS)) {
        if (port.text(NAME).equals("https")) {
          subset
              .all(ADDRESSES)
              .forEach(address -> ports.put(address.text(IP), (int) port.number(PORT)));
        }
      }
    }
    return ports;
  }

  /**
   * What Services are given addresses and ports of: of the ServiceCIDRs, or where there are none
   * (before Kubernetes 1.33) of the allocator's own record.
   */
  public Facts.ServiceRanges ranges() {
    Set<String> addresses = new TreeSet<>();
    registry.each(
        CIDRS,
        stored -> {
          if (!stored.parked()) {
            stored
                .fields()
                .flatMap(cidr -> cidr.one(SPEC))
                .ifPresent(spec -> addresses.addAll(spec.texts(SPEC_CIDRS)));
          }
        });
    if (addresses.isEmpty()) {
      String range = range(OLD_RANGE);
      addresses.addAll(range.isEmpty() ? List.of() : List.of(range));
    }
    return new Facts.ServiceRanges(addresses, range(NODE_PORTS));
  }

  private String range(String key) {
    return registry
        .visible(key)
        .flatMap(Stored::fields)
        .map(allocation -> allocation.text(RANGE))
        .orElse("");
  }

  /**
   * Digests of the CA certificates that the cluster's clients trust, and of those whose client
   * certificates its API server takes.
   */
  public Map<String, Set<String>> authorities() {
    Map<String, Set<String>> found = new TreeMap<>();
    put(found, "cluster CA", "kube-root-ca.crt", "ca.crt");
    put(found, "client CA", "extension-apiserver-authentication", "client-ca-file");
    return found;
  }

  private void put(Map<String, Set<String>> found, String use, String map, String entry) {
    registry
        .visible(SYSTEM_MAPS + map)
        .flatMap(Stored::fields)
        .map(fields -> fields.map(DATA).getOrDefault(entry, ""))
        .map(ClusterFacts::digests)
        .filter(digests -> !digests.isEmpty())
        .ifPresent(digests -> found.put(use, digests));
  }

  private static Set<String> digests(String pem) {
    Set<String> digests = new TreeSet<>();
    Matcher certificates = PEM.matcher(pem);
    while (certificates.find()) {
      digests.add(Bytes.utf8(certificates.group(1).replaceAll("\\s", "")).sha256());
    }
    return digests;
  }

  /** The platform's machines, those that the API server shows. */
  public Facts.Machines machines() {
    if (registry.visible(DEFINITIONS + MACHINE_KIND).isEmpty()) {
      return new Facts.Machines(false, 0, List.of());
    }
    List<String> all = new ArrayList<>();
    List<String> notRunning = new ArrayList<>();
    registry.each(
        MACHINES,
        stored -> {
          if (!stored.parked()) {
            String name = stored.key().utf8().substring(MACHINES.length());
            String phase = phase(stored.fields());
            all.add(name);
            if (!phase.equals("Running")) {
              notRunning.add(name + " (" + (phase.isEmpty() ? "no phase" : phase) + ")");
            }
          }
        });
    return new Facts.Machines(true, all.size(), notRunning);
  }

  private static String phase(Optional<ObjectFields> machine) {
    return machine.flatMap(one -> one.one(STATUS)).map(status -> status.text(PHASE)).orElse("");
  }
}
