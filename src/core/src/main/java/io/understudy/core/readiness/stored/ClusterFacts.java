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
  private static final String SYSTEM_MAPS = "/registry/configmaps/kube-system/";

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
   * Objects of resources that need an operator.
   *
   * @param resources each as group and resource, {@code operator.knative.dev/knativeservings}
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
