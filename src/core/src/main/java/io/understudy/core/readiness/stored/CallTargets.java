package io.understudy.core.readiness.stored;

import io.understudy.core.port.EtcdException;
import io.understudy.core.readiness.Fact;
import io.understudy.core.readiness.Facts;
import io.understudy.core.readiness.Facts.Answers;
import io.understudy.core.readiness.stored.Registry.Stored;
import io.understudy.core.registry.ObjectFields;
import io.understudy.core.registry.ObjectFields.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which Services webhooks and aggregated APIs call, and whether those answer after unpark. */
public final class CallTargets {

  private static final String VALIDATING = "/registry/validatingwebhookconfigurations/";
  private static final String MUTATING = "/registry/mutatingwebhookconfigurations/";
  private static final String APIS = "/registry/apiregistration.k8s.io/apiservices/";

  private static final Field SPEC = new Field("spec", 2);
  private static final Field WEBHOOKS = new Field("webhooks", 2);
  private static final Field NAME = new Field("name", 1);
  private static final Field CLIENT = new Field("clientConfig", 2);
  private static final Field SERVICE = new Field("service", 1);
  private static final Field FAILURE_POLICY = new Field("failurePolicy", 4);
  private static final Field REFERENCE_NAMESPACE = new Field("namespace", 1);
  private static final Field REFERENCE_NAME = new Field("name", 2);

  private final Registry standby;
  private final Backing backing;
  private final List<Facts.CallTarget> found = new ArrayList<>();
  private final Map<String, Answers> known = new HashMap<>();
  private final List<String> unreadable = new ArrayList<>();

  private CallTargets(Registry standby) {
    this.standby = standby;
    this.backing = new Backing(standby);
  }

  /**
   * @return unknown if what calls cannot be read
   * @throws EtcdException if the etcd does not answer
   */
  public static Fact<List<Facts.CallTarget>> of(Registry standby) {
    return new CallTargets(standby).find();
  }

  private Fact<List<Facts.CallTarget>> find() {
    read(VALIDATING, (name, fields) -> webhooks("ValidatingWebhookConfiguration", name, fields));
    read(MUTATING, (name, fields) -> webhooks("MutatingWebhookConfiguration", name, fields));
    read(APIS, this::api);
    return unreadable.isEmpty()
        ? Fact.known(List.copyOf(found))
        : Fact.unknown("cannot be read here: " + String.join(", ", unreadable));
  }

  private interface Reader {
    void read(String name, ObjectFields fields);
  }

  private void read(String prefix, Reader reader) {
    standby.each(
        prefix,
        stored -> {
          Optional<ObjectFields> fields = stored.fields();
          if (fields.isEmpty()) {
            unreadable.add(stored.key().utf8());
          } else {
            reader.read(stored.key().utf8().substring(prefix.length()), fields.get());
          }
        });
  }

  private void webhooks(String kind, String name, ObjectFields configuration) {
    for (ObjectFields webhook : configuration.all(WEBHOOKS)) {
      Optional<ObjectFields> service = webhook.one(CLIENT).flatMap(client -> client.one(SERVICE));
      boolean required = !webhook.text(FAILURE_POLICY).equals("Ignore");
      String caller = kind + " " + name + " (" + webhook.text(NAME) + ")";
      service.ifPresent(reference -> add(caller, reference, required));
    }
  }

  private void api(String name, ObjectFields api) {
    api.one(SPEC)
        .flatMap(spec -> spec.one(SERVICE))
        .ifPresent(reference -> add("APIService " + name, reference, true));
  }

  private void add(String caller, ObjectFields reference, boolean required) {
    String service = reference.text(REFERENCE_NAMESPACE) + "/" + reference.text(REFERENCE_NAME);
    Answers answers = known.computeIfAbsent(service, this::answers);
    found.add(new Facts.CallTarget(caller, service, required, answers));
  }

  private Answers answers(String service) {
    List<Stored> stored = standby.at(ServiceFacts.SERVICES + service);
    return stored.isEmpty() ? Answers.NO_SERVICE : backing.of(service, stored);
  }
}
