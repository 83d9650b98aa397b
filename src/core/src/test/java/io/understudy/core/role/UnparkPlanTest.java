package io.understudy.core.role;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.ownership.Facts;
import io.understudy.core.ownership.Id;
import io.understudy.core.port.Bytes;
import io.understudy.core.registry.RegistryKey;
import io.understudy.core.registry.RegistryKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UnparkPlanTest {

  private static final String WEBHOOK = "/registry/validatingwebhookconfigurations/check";
  private static final String SERVICE = "/registry/services/specs/a/shop";
  private static final String DEPLOYMENT = "/registry/deployments/a/shop";
  private static final String REPLICA_SET = "/registry/replicasets/a/shop-1";
  private static final String SET = "/registry/statefulsets/a/store";
  private static final String CLAIM = "/registry/persistentvolumeclaims/a/data-store-0";
  private static final String VOLUME = "/registry/persistentvolumes/pvc-1";
  private static final String MACHINE = "/registry/cluster.x-k8s.io/machines/a/m";
  private static final String API_SERVICE =
      "/registry/apiregistration.k8s.io/apiservices/v1beta1.metrics.k8s.io";

  private long revision = 1;

  @Test
  void whatOthersNeedComesFirstAndWhatIsAskedAboutEveryWriteLast() {
    assertThat(
            order(
                object(WEBHOOK),
                object(API_SERVICE),
                object(DEPLOYMENT),
                object(SERVICE),
                object(CLAIM),
                object(MACHINE),
                object("/registry/namespaces/a"),
                object("/registry/apiextensions.k8s.io/customresourcedefinitions/x.y.z")))
        .containsExactly(
            "/registry/apiextensions.k8s.io/customresourcedefinitions/x.y.z",
            "/registry/namespaces/a",
            MACHINE,
            CLAIM,
            SERVICE,
            DEPLOYMENT,
            API_SERVICE,
            WEBHOOK);
  }

  @Test
  void ownerAndDependentsOfOneStageAreAFamilyOwnerFirst() {
    ParkedObject set = object(REPLICA_SET, DEPLOYMENT);
    List<UnparkPlan.Wave> waves = UnparkPlan.of(List.of(set, object(DEPLOYMENT)));

    assertThat(waves).hasSize(1);
    assertThat(keys(waves.getFirst().families().getFirst()))
        .containsExactly(DEPLOYMENT, REPLICA_SET);
  }

  @Test
  void aClaimGoesWithTheSetThatOwnsItAndItsVolumeWithTheClaim() {
    List<UnparkPlan.Wave> waves =
        UnparkPlan.of(List.of(volume(VOLUME, CLAIM), object(CLAIM, SET), object(SET)));

    assertThat(waves).hasSize(1);
    assertThat(waves.getFirst().stage()).isEqualTo(Stage.WORKLOAD);
    assertThat(keys(waves.getFirst().families().getFirst())).containsExactly(SET, CLAIM, VOLUME);
  }

  @Test
  void aClaimWithoutAnOwnerGoesWithItsVolumeBeforeTheWorkloads() {
    List<UnparkPlan.Wave> waves =
        UnparkPlan.of(List.of(object(DEPLOYMENT), volume(VOLUME, CLAIM), object(CLAIM)));

    assertThat(waves)
        .extracting(UnparkPlan.Wave::stage)
        .containsExactly(Stage.STORAGE, Stage.WORKLOAD);
    assertThat(keys(waves.getFirst().families().getFirst())).containsExactly(CLAIM, VOLUME);
  }

  @Test
  void aDependentOfALaterStageDoesNotHoldItsOwnerUp() {
    assertThat(order(object(WEBHOOK, MACHINE), object(MACHINE))).containsExactly(MACHINE, WEBHOOK);
    assertThat(UnparkPlan.of(List.of(object(WEBHOOK, MACHINE), object(MACHINE)))).hasSize(2);
  }

  @Test
  void objectsThatOwnEachOtherGoInTogether() {
    List<UnparkPlan.Wave> waves =
        UnparkPlan.of(List.of(object(DEPLOYMENT, REPLICA_SET), object(REPLICA_SET, DEPLOYMENT)));

    assertThat(waves.getFirst().families()).hasSize(1);
    assertThat(waves.getFirst().families().getFirst().members()).hasSize(2);
  }

  @Test
  void opaqueObjectsComeOneByOneByKindAndAge() {
    List<UnparkPlan.Wave> waves =
        UnparkPlan.of(
            List.of(
                opaque(REPLICA_SET),
                opaque("/registry/deployments/a/younger"),
                opaque("/registry/deployments/a/youngest"),
                object(DEPLOYMENT)));

    assertThat(waves).extracting(UnparkPlan.Wave::ordered).containsExactly(false, true);
    assertThat(waves.getLast().families())
        .flatExtracting(UnparkPlanTest::keys)
        .containsExactly(
            "/registry/deployments/a/younger", "/registry/deployments/a/youngest", REPLICA_SET);
  }

  @Test
  void aReferenceToAnOpaqueOwnerIsFollowedByKindAndName() {
    ParkedObject owner = opaque(DEPLOYMENT);
    Facts.Owner byName =
        new Facts.Owner(Id.ofUid("unreadable"), Id.ofName("deployment", "a", "shop"));
    ParkedObject dependent = parked(REPLICA_SET, false, List.of(byName), null);

    assertThat(order(dependent, owner)).containsExactly(DEPLOYMENT, REPLICA_SET);
  }

  @Test
  void inAnyPlanEachObjectComesOnceAndNeverBeforeAnOwner() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      List<ParkedObject> objects = new ArrayList<>();
      List<String> kinds =
          List.of("deployments", "jobs", "persistentvolumeclaims", "configmaps", "resourcequotas");
      List<String> made = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        String key = "/registry/" + kinds.get(random.nextInt(kinds.size())) + "/a/" + i;
        boolean owned = !made.isEmpty() && random.nextInt(3) > 0;
        objects.add(owned ? object(key, made.get(random.nextInt(made.size()))) : object(key));
        made.add(key);
      }
      java.util.Collections.shuffle(objects, random);
      List<String> order = order(objects.toArray(ParkedObject[]::new));
      assertThat(order).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(made);
      for (ParkedObject object : objects) {
        for (Facts.Owner owner : object.owners()) {
          String above =
              made.stream()
                  .filter(k -> Id.ofUid("uid of " + k).equals(owner.uid()))
                  .findFirst()
                  .get();
          assertThat(order.indexOf(above))
              .as("seed %d, owner of %s", seed, object.key())
              .isLessThan(order.indexOf(object.key().utf8()));
        }
      }
    }
  }

  private static List<String> order(ParkedObject... objects) {
    List<String> order = new ArrayList<>();
    for (UnparkPlan.Wave wave : UnparkPlan.of(List.of(objects))) {
      wave.families().forEach(family -> order.addAll(keys(family)));
    }
    return order;
  }

  private static List<String> keys(UnparkPlan.Family family) {
    return family.members().stream().map(object -> object.key().utf8()).toList();
  }

  private ParkedObject object(String key, String... owners) {
    List<Facts.Owner> all = new ArrayList<>();
    for (String owner : owners) {
      all.add(new Facts.Owner(Id.ofUid("uid of " + owner), Id.ofName("none", "", owner)));
    }
    return parked(key, false, all, null);
  }

  private ParkedObject opaque(String key) {
    return parked(key, true, List.of(), null);
  }

  private ParkedObject volume(String key, String claim) {
    Facts.Owner bound = new Facts.Owner(Id.ofKey(Bytes.utf8(claim)), Id.ofName("none", "", claim));
    return parked(key, false, List.of(), bound);
  }

  private ParkedObject parked(
      String key, boolean opaque, List<Facts.Owner> owners, Facts.Owner claim) {
    Optional<RegistryKey> parsed = RegistryKeys.parse(Bytes.utf8(key));
    Stage stage = Stage.of(parsed);
    Id uid =
        opaque
            ? Id.ofName(
                parsed.get().resource().replaceAll("s$", ""),
                parsed.get().namespace(),
                parsed.get().name())
            : Id.ofUid("uid of " + key);
    return new ParkedObject(
        Bytes.utf8(key),
        revision,
        revision++,
        100,
        stage,
        stage.depth(parsed),
        uid,
        opaque,
        owners,
        claim,
        false);
  }
}
