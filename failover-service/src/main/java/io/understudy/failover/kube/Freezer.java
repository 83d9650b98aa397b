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
   * @param maker who makes them, like no other
   * @return the run whose freeze was there before, if it was another
   * @throws StepFailedException if they are somebody else's, or no API server takes them
   */
  Optional<String> put(List<Server> servers, FreezePolicy freeze, String run, String maker) {
    return onAny(
        servers,
        client -> {
          var policies = client.admissionRegistration().v1().validatingAdmissionPolicies();
          var bindings = client.admissionRegistration().v1().validatingAdmissionPolicyBindings();
          Optional<String> before = runOf(policies.withName(freeze.name()).get());
          runOf(bindings.withName(freeze.name()).get());
          write(policies, FreezeObjects.policy(freeze, link, run, maker));
          write(bindings, FreezeObjects.binding(freeze, link, run, maker));
          return before.filter(other -> !other.equals(run));
        });
  }

  /**
   * Deletes what this maker made, and nothing that came in its place.
   *
   * @return whether any of it was there
   */
  boolean removeMadeBy(List<Server> servers, String name, String maker) {
    return onAny(
        servers,
        client -> {
          var policies = client.admissionRegistration().v1().validatingAdmissionPolicies();
          var bindings = client.admissionRegistration().v1().validatingAdmissionPolicyBindings();
          boolean binding = delete(client, bindings, BINDINGS, name, maker);
          boolean policy = delete(client, policies, POLICIES, name, maker);
          return binding || policy;
        });
  }

  private static <T extends HasMetadata> boolean delete(
      KubernetesClient client,
      NonNamespaceOperation<T, ?, Resource<T>> objects,
      String path,
      String name,
      String maker) {
    T present = objects.withName(name).get();
    if (present == null || !maker.equals(makerOf(present))) {
      return false;
    }
    // As it was read: who makes it his own meanwhile keeps it.
    DeleteOptions options =
        new DeleteOptionsBuilder()
            .withApiVersion("v1")
            .withKind("DeleteOptions")
            .withNewPreconditions()
            .withUid(present.getMetadata().getUid())
            .withResourceVersion(present.getMetadata().getResourceVersion())
            .endPreconditions()
            .build();
    try {
      client.raw(path + name, "DELETE", options);
      return true;
    } catch (KubernetesClientException failure) {
      if (!Said.isMissing(failure) && !Said.isConflict(failure)) {
        throw failure;
      }
      return Said.isMissing(failure);
    }
  }

  private static String makerOf(HasMetadata object) {
    Map<String, String> annotations = object.getMetadata().getAnnotations();
    return annotations == null ? "" : annotations.getOrDefault(FreezeObjects.MADE_BY, "");
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

  private static <T extends HasMetadata> void write(
      NonNamespaceOperation<T, ?, Resource<T>> objects, T wanted) {
    T before = objects.withName(wanted.getMetadata().getName()).get();
    if (before == null) {
      objects.resource(wanted).create();
    } else {
      wanted.getMetadata().setResourceVersion(before.getMetadata().getResourceVersion());
      objects.resource(wanted).update();
    }
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
