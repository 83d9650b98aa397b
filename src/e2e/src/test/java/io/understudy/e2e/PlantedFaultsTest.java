package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.check.DifferenceKind;
import io.understudy.core.port.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Faults of each kind that somebody makes on the standby. */
class PlantedFaultsTest extends FaultsCase {

  private static final Bytes PARENT = Values.key("example.com/widgets/app-1/parent");
  private static final Bytes ROOT = Values.key("example.com/widgets/team-a/root");
  private static final Bytes TOKEN = Values.key("secrets/app-1/bot-token");

  @ParameterizedTest
  @EnumSource
  void whatTheTargetLacksIsMissed(Layout layout) {
    site().atTarget().delete(site().place(layout.key()));

    site().assertFoundByKeys(List.of(layout.found(DifferenceKind.MISSED)));
    site().assertFound(List.of(layout.found(DifferenceKind.MISSED)));
  }

  @ParameterizedTest
  @EnumSource
  void whatOnlyTheTargetHasIsSurplus(Layout layout) {
    Bytes value = Edits.reborn(value(layout.key()));
    Bytes key = layout.sibling();
    site().atTarget().put(layout.isParked() ? TwoEtcds.KEYS.parked(key) : key, value);

    String surplus = Checks.line(key, DifferenceKind.SURPLUS, layout.isParked());
    site().assertFoundByKeys(List.of(surplus));
    site().assertFound(List.of(surplus));
  }

  @ParameterizedTest
  @EnumSource
  void anotherContentIsDifferent(Layout layout) {
    site().atTarget().put(site().place(layout.key()), layout.changed(value(layout.key())));

    site().assertFound(List.of(layout.found(DifferenceKind.DIFFERENT)));
  }

  @ParameterizedTest
  @EnumSource
  void anotherUidIsDifferent(Layout layout) {
    site().atTarget().put(site().place(layout.key()), Edits.reborn(value(layout.key())));

    site().assertFound(List.of(layout.found(DifferenceKind.DIFFERENT)));
  }

  @ParameterizedTest
  @CsvSource({
    "namespaces/app-1, Active, Broken, false",
    "configmaps/app-1/cfg, client-side-apply, CLIENT-side-apply, false",
    "rolebindings/app-1/rb, client-side-apply, CLIENT-side-apply, false",
    "example.com/widgets/default-apps/root, '\"generation\":1', '\"generation\":2', false",
    "example.com/clusterwidgets/cw, '\"manager\":\"kubectl', '\"manager\":\"KUBECTL', false",
    "apiextensions.k8s.io/customresourcedefinitions/widgets.example.com, InitialNames, OtherXXNames, false",
    "resourcequotas/app-1/q, kube-apiserver, KUBE-apiserver, true"
  })
  void whatAClusterReportsOfItselfIsListedApartUnlessItIsParked(
      String path, String text, String other, boolean parked) {
    Bytes key = Values.key(path);
    site().atTarget().put(site().place(key), Edits.replaced(value(key), text, other));

    DifferenceKind kind = parked ? DifferenceKind.DIFFERENT : DifferenceKind.STATUS_ONLY;
    site().assertFound(List.of(Checks.line(key, kind, parked)));
  }

  @ParameterizedTest
  @EnumSource(names = {"CUSTOM", "CUSTOM_WITH_OWNERS", "CUSTOM_CLUSTER_SCOPED"})
  void aStatusThatTheSourceHasNotIsListedApart(Layout layout) {
    Bytes value = Edits.with(value(layout.key()), "\"status\":{\"ready\":true}");
    site().atTarget().put(layout.key(), value);

    site().assertFound(List.of(layout.found(DifferenceKind.STATUS_ONLY)));
  }

  @Test
  void anotherRoleRefIsContentThoughItsFieldIsNumberedLikeAStatus() {
    Bytes key = Values.key("rolebindings/app-1/rb");
    site().atTarget().put(key, Edits.replaced(value(key), "\4Role\32\1r", "\4Role\32\1s"));

    site().assertFound(List.of(Checks.line(key, DifferenceKind.DIFFERENT, false)));
  }

  @Test
  void anotherTypeOfASecretIsContentThoughItsFieldIsNumberedLikeAStatus() {
    Bytes key = Values.key("secrets/app-1/sec");
    site().atTarget().put(key, Edits.replaced(value(key), "Opaque", "opaque"));

    site().assertFound(List.of(Checks.line(key, DifferenceKind.DIFFERENT, false)));
  }

  @ParameterizedTest
  @CsvSource({"MIIBgjCC, MIIBgjCD, STANDBY_OWNED", "eyJ, eyK, DIFFERENT"})
  void theCertificateOfATokenBelongsToTheStandbyAndTheTokenDoesNot(
      String text, String other, DifferenceKind kind) {
    site().atTarget().put(TOKEN, Edits.replaced(value(TOKEN), text, other));

    site().assertFound(List.of(Checks.line(TOKEN, kind, false)));
  }

  @ParameterizedTest
  @EnumSource(names = {"SPECS", "WORKLOAD"})
  void whatIsParkedMayNotBeVisibleToo(Layout layout) {
    site().atTarget().put(layout.key(), value(layout.key()));

    site().assertFound(List.of(Checks.line(layout.key(), DifferenceKind.SURPLUS, false)));
  }

  @ParameterizedTest
  @EnumSource(names = {"SPECS", "WORKLOAD"})
  void whatIsVisibleInsteadOfParkedIsMissedThereAndSurplusHere(Layout layout) {
    site().atTarget().put(layout.key(), value(layout.key()));
    site().atTarget().delete(TwoEtcds.KEYS.parked(layout.key()));

    site()
        .assertFound(
            List.of(
                Checks.line(layout.key(), DifferenceKind.SURPLUS, false),
                Checks.line(layout.key(), DifferenceKind.MISSED, true)));
  }

  @ParameterizedTest
  @EnumSource(names = {"BUILT_IN", "BUILT_IN_CLUSTER_SCOPED", "CUSTOM_WITH_OWNERS"})
  void aParkedCopyOfWhatIsMirroredIsSurplus(Layout layout) {
    site().atTarget().put(TwoEtcds.KEYS.parked(layout.key()), value(layout.key()));

    site().assertFound(List.of(Checks.line(layout.key(), DifferenceKind.SURPLUS, true)));
  }

  @Test
  void anOwnerGoneFromTheTargetIsMissedAndItsDependentsAreNot() {
    site().atTarget().delete(PARENT);

    site().assertFound(List.of(Checks.line(PARENT, DifferenceKind.MISSED, false)));
  }

  @Test
  void whatACollectorTookWithItsOwnerIsMissedToo() {
    List<Bytes> gone = new ArrayList<>(dependents(ROOT));
    assertThat(gone).hasSizeGreaterThan(12);
    gone.add(ROOT);
    gone.forEach(site().atTarget()::delete);

    site()
        .assertFound(
            gone.stream().map(key -> Checks.line(key, DifferenceKind.MISSED, false)).toList());
  }

  @ParameterizedTest
  @EnumSource(names = {"BUILT_IN", "CUSTOM", "SPECS"})
  void whatSomebodyMadeOnTheStandbyIsSurplusWhereItIsInScope(Layout layout) {
    site().atTarget().put(layout.sibling(), Edits.reborn(value(layout.key())));

    site().assertFound(List.of(Checks.line(layout.sibling(), DifferenceKind.SURPLUS, false)));
  }

  @Test
  void severalFaultsAtOnceAreEachFound() {
    List<String> lines = new ArrayList<>();
    for (Layout layout : Layout.values()) {
      site().atTarget().put(site().place(layout.key()), layout.changed(value(layout.key())));
      lines.add(layout.found(DifferenceKind.DIFFERENT));
    }
    site().atTarget().delete(PARENT);
    lines.add(Checks.line(PARENT, DifferenceKind.MISSED, false));
    site().atTarget().put(Layout.CUSTOM.sibling(), value(Layout.CUSTOM.key()));
    lines.add(Checks.line(Layout.CUSTOM.sibling(), DifferenceKind.SURPLUS, false));

    site().assertFound(lines);
  }
}
