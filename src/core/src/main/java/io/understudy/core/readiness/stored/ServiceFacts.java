package io.understudy.core.readiness.stored;

import io.understudy.core.port.EtcdException;
import io.understudy.core.readiness.Facts;
import io.understudy.core.registry.ObjectFields;
import io.understudy.core.registry.ObjectFields.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;

/** The Services of the standby, with what each of them takes that no other may. */
public final class ServiceFacts {

  static final String SERVICES = "/registry/services/specs/";
  static final Field SPEC = new Field("spec", 2);

  private static final Field PORTS = new Field("ports", 1);
  private static final Field NODE_PORT = new Field("nodePort", 5);
  private static final Field CLUSTER_IP = new Field("clusterIP", 3);
  private static final Field HEALTH_PORT = new Field("healthCheckNodePort", 12);
  private static final Field CLUSTER_IPS = new Field("clusterIPs", 18);

  private ServiceFacts() {}

  /**
   * @throws EtcdException if the etcd does not answer
   */
  public static Facts.Services of(Registry standby) {
    List<Facts.Service> all = new ArrayList<>();
    LongAdder unreadable = new LongAdder();
    standby.each(
        SERVICES,
        stored ->
            stored
                .fields()
                .ifPresentOrElse(
                    fields -> all.add(service(stored, fields)), unreadable::increment));
    return new Facts.Services(all, unreadable.sum());
  }

  private static Facts.Service service(Registry.Stored stored, ObjectFields fields) {
    Set<String> addresses = new TreeSet<>();
    Set<Integer> ports = new TreeSet<>();
    fields
        .one(SPEC)
        .ifPresent(
            spec -> {
              addresses.add(spec.text(CLUSTER_IP));
              addresses.addAll(spec.texts(CLUSTER_IPS));
              ports.add((int) spec.number(HEALTH_PORT));
              spec.all(PORTS).forEach(port -> ports.add((int) port.number(NODE_PORT)));
            });
    addresses.remove("");
    addresses.remove("None");
    ports.remove(0);
    return new Facts.Service(stored.key().utf8(), stored.parked(), addresses, ports);
  }
}
