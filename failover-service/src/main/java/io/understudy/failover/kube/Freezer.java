package io.understudy.failover.kube;

import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.understudy.core.failover.freeze.FreezeAnswer;
import io.understudy.core.failover.freeze.FreezePolicy;
import io.understudy.core.failover.freeze.FreezeProbe;
import io.understudy.failover.kube.PrimaryServers.Server;
import io.understudy.failover.step.StepFailedException;
import io.understudy.service.kubernetes.Labels;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Puts a link's freeze into a site, takes it away, and tries whether it is in force. */
final class Freezer {

  private static final String POLICIES =
      "/apis/" + FreezePlan.GROUP + "/v1/" + FreezePlan.POLICIES + "/";
  private static final String BINDINGS =
      "/apis/" + FreezePlan.GROUP + "/v1/" + FreezePlan.BINDINGS + "/";

  private final String link;
  private final String site;

  /** Of the primary. */
  Freezer(String link) {
    this(link, "the primary");
  }

  /**
   * @param site for messages
   */
  Freezer(String link, String site) {
    this.link = link;
    this.site = site;
  }

  /**
   * What an API server made of the write that is tried.
   *
   * @param said in its words
   */
  record Tried(Server server, FreezeAnswer answer, String said) {}

  /**
   * Creates both objects, or makes those that are there this run's.
   *
   * @return what is there now, and the run whose freeze was there before, if it was another
   * @throws StepFailedException if they are somebody else's, or no API server takes them
   */
  Put put(List<Server> servers, FreezePolicy freeze, String run) {
    return onAny(
        servers,
        client -> {
          var policies = client.admissionRegistration().v1().validatingAdmissionPolicies();
          var bindings = client.admissionRegistration().v1().validatingAdmissionPolicyBindings();
          Optional<String> before = runOf(policies.withName(freeze.name()).get());
          runOf(bindings.withName(freeze.name()).get());
          String policy = write(policies, FreezeObjects.policy(freeze, link, run));
          String binding = write(bindings, FreezeObjects.binding(freeze, link, run));
          return new Put(new Made(policy, binding), before.filter(other -> !other.equals(run)));
        });
  }

  /** Both objects as they were made, by their UIDs. */
  record Made(String policy, String binding) {}

  /**
   * @param before the run whose freeze was there before, if it was another
   */
  record Put(Made made, Optional<String> before) {}

  /**
   * Deletes what was made, and nothing that came in its place.
   *
   * @return whether any of it was there
   */
  boolean removeOnly(List<Server> servers, String name, Made made) {
    return onAny(
        servers,
        client -> {
          boolean binding =
              delete(
                  client,
                  client.admissionRegistration().v1().validatingAdmissionPolicyBindings(),
                  BINDINGS,
                  name,
                  made.binding());
          boolean policy =
              delete(
                  client,
                  client.admissionRegistration().v1().validatingAdmissionPolicies(),
                  POLICIES,
                  name,
                  made.policy());
          return binding || policy;
        });
  }

  /**
   * Deletes what was made for this run, and nothing else.
   *
   * @return whether any of it was there
   */
  boolean removeOf(List<Server> servers, String name, String run) {
    return onAny(
        servers,
        client -> {
          var policies = client.admissionRegistration().v1().validatingAdmissionPolicies();
          var bindings = client.admissionRegistration().v1().validatingAdmissionPolicyBindings();
          boolean binding = deleteOf(client, bindings, BINDINGS, name, run);
          boolean policy = deleteOf(client, policies, POLICIES, name, run);
          return binding || policy;
        });
  }

  private <T extends HasMetadata> boolean deleteOf(
      KubernetesClient client,
      NonNamespaceOperation<T, ?, Resource<T>> objects,
      String path,
      String name,
      String run) {
    T present = objects.withName(name).get();
    return present != null
        && runOf(present).filter(run::equals).isPresent()
        && delete(client, objects, path, name, present.getMetadata().getUid());
  }

  private static <T extends HasMetadata> boolean delete(
      KubernetesClient client,
      NonNamespaceOperation<T, ?, Resource<T>> objects,
      String path,
      String name,
      String uid) {
    T present = objects.withName(name).get();
    if (present == null || !uid.equals(present.getMetadata().getUid())) {
      return false;
    }
    DeleteOptions options =
        new DeleteOptionsBuilder()
            .withApiVersion("v1")
            .withKind("DeleteOptions")
            .withNewPreconditions()
            .withUid(uid)
            .endPreconditions()
            .build();
    try {
      client.raw(path + name, "DELETE", options);
    } catch (KubernetesClientException failure) {
      if (!Said.isMissing(failure) && !Said.isConflict(failure)) {
        throw failure;
      }
    }
    return true;
  }

  /** The run whose freeze is there. */
  Optional<String> find(KubernetesClient client, String name) {
    return runOf(
        client.admissionRegistration().v1().validatingAdmissionPolicies().withName(name).get());
  }

  /** As {@link #find}, but also where only one of the two objects is there. */
  Optional<String> findAny(KubernetesClient client, String name) {
    Optional<String> policy = find(client, name);
    return policy.isPresent()
        ? policy
        : runOf(
            client
                .admissionRegistration()
                .v1()
                .validatingAdmissionPolicyBindings()
                .withName(name)
                .get());
  }

  /**
   * Deletes both objects, if they are this link's.
   *
   * @return whether the policy was there
   */
  boolean remove(List<Server> servers, String name) {
    return onAny(
        servers,
        client -> {
          var policies = client.admissionRegistration().v1().validatingAdmissionPolicies();
          var bindings = client.admissionRegistration().v1().validatingAdmissionPolicyBindings();
          boolean wasThere = runOf(policies.withName(name).get()).isPresent();
          if (runOf(bindings.withName(name).get()).isPresent()) {
            bindings.withName(name).delete();
          }
          if (wasThere) {
            policies.withName(name).delete();
          }
          return wasThere;
        });
  }

  /** Tries a write that is not stored. */
  Tried attempt(Server server, FreezePolicy freeze, FreezeProbe probe) {
    try {
      server
          .client()
          .genericKubernetesResources(
              new ResourceDefinitionContext.Builder()
                  .withGroup(probe.group())
                  .withVersion(probe.version())
                  .withKind(probe.kind())
                  .withPlural(probe.resource())
                  .withNamespaced(false)
                  .build())
          .resource(FreezeObjects.probe(probe))
          .dryRun()
          .create();
      return new Tried(server, FreezeAnswer.PASSED, "it would have been written");
    } catch (KubernetesClientException refusal) {
      FreezeAnswer answer =
          Said.isConflict(refusal)
              ? FreezeAnswer.PASSED
              : FreezeAnswer.ofRefusal(freeze, String.valueOf(refusal.getMessage()));
      return new Tried(server, answer, Said.by(refusal));
    }
  }

  /** The API servers share one etcd: what one of them stores, all of them have. */
  private <T> T onAny(List<Server> servers, Function<KubernetesClient, T> calls) {
    StringBuilder silent = new StringBuilder();
    for (Server server : servers) {
      try {
        return calls.apply(server.client());
      } catch (KubernetesClientException failure) {
        if (Said.isAnswer(failure)) {
          throw new StepFailedException(
              site + "'s API server " + server.address() + " refused: " + Said.by(failure),
              failure);
        }
        silent.append("; ").append(server.address()).append(": ").append(Said.by(failure));
      }
    }
    throw new StepFailedException(
        "none of "
            + site
            + "'s API servers answers"
            + silent
            + "; a primary that is lost is no case for a freeze, fail over instead");
  }

  /**
   * @return its UID
   */
  private static <T extends HasMetadata> String write(
      NonNamespaceOperation<T, ?, Resource<T>> objects, T wanted) {
    T before = objects.withName(wanted.getMetadata().getName()).get();
    if (before == null) {
      return String.valueOf(objects.resource(wanted).create().getMetadata().getUid());
    }
    wanted.getMetadata().setResourceVersion(before.getMetadata().getResourceVersion());
    return String.valueOf(objects.resource(wanted).update().getMetadata().getUid());
  }

  /**
   * @throws StepFailedException if an object of that name is not this link's
   */
  private Optional<String> runOf(@Nullable HasMetadata object) {
    if (object == null) {
      return Optional.empty();
    }
    Map<String, String> annotations = object.getMetadata().getAnnotations();
    Map<String, String> labels = object.getMetadata().getLabels();
    boolean isOurs =
        labels != null
            && annotations != null
            && Labels.PRODUCT.equals(labels.get(Labels.MANAGED_BY))
            && link.equals(annotations.get(FreezeObjects.LINK));
    if (!isOurs) {
      throw new StepFailedException(
          object.getKind()
              + " '"
              + object.getMetadata().getName()
              + "' on "
              + site
              + " was not made for link '"
              + link
              + "'; it is left alone: delete it if nobody needs it");
    }
    return Optional.of(annotations.getOrDefault(FreezeObjects.RUN, ""));
  }
}
