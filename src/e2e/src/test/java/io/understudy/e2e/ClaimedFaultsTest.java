package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.check.DifferenceKind;
import io.understudy.core.mirror.TargetLimit;
import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A mirror that says that the target equals the source, and has not done what that takes. */
class ClaimedFaultsTest extends FaultsCase {

  @ParameterizedTest
  @EnumSource
  void whatAMirrorDidNotDeleteIsSurplusAndWhatDependsOnItIsNotWhereItBelongs(Layout layout) {
    List<String> lines = displaced(layout.key());
    lines.add(layout.found(DifferenceKind.SURPLUS));
    site().atSource().delete(layout.key());
    site().claim();

    site().assertFound(lines);
  }

  @ParameterizedTest
  @EnumSource
  void whatAMirrorDidNotReplaceIsDifferentAndWhatDependsOnItIsNotWhereItBelongs(Layout layout) {
    List<String> lines = displaced(layout.key());
    lines.add(layout.found(DifferenceKind.DIFFERENT));
    site().atSource().delete(layout.key());
    site().atSource().put(layout.key(), Edits.reborn(value(layout.key())));
    site().claim();

    site().assertFound(lines);
  }

  @ParameterizedTest
  @EnumSource
  void whatAMirrorDidNotCreateOrChangeIsMissedAndDifferent(Layout layout) {
    Bytes changed = layout.changed(value(layout.key()));
    site().atSource().put(layout.key(), changed);
    site().atSource().put(layout.sibling(), Edits.reborn(changed));
    site().claim();

    site()
        .assertFound(
            List.of(
                layout.found(DifferenceKind.DIFFERENT),
                Checks.line(layout.sibling(), DifferenceKind.MISSED, layout.isParked())));
  }

  @ParameterizedTest
  @EnumSource
  void whatIsTooLargeForTheTargetIsBlockedAndItsFormerStateMayNotStay(Layout layout) {
    List<String> lines = displaced(layout.key());
    lines.add(Checks.line(layout.key(), DifferenceKind.BLOCKED, false));
    lines.add(layout.found(DifferenceKind.SURPLUS));
    grow(layout);

    site().assertFound(lines);
  }

  @ParameterizedTest
  @EnumSource(names = {"BUILT_IN", "CUSTOM", "CUSTOM_WITH_OWNERS", "SPECS"})
  void whatIsTooLargeForTheTargetIsNoMoreThanBlockedWhereItIsGone(Layout layout) {
    grow(layout);
    site().atTarget().delete(site().place(layout.key()));

    site().assertFound(List.of(Checks.line(layout.key(), DifferenceKind.BLOCKED, false)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "events/app-1/made-there",
        "pods/app-1/made-there",
        "leases/kube-system/made-there",
        "configmaps/kube-system/made-there",
        "services/endpoints/app-1/made-there",
        "minions/made-there",
        "masterleases/192.0.2.1"
      })
  void whatIsOutOfScopeIsNotLookedAtOnEitherSide(String path) {
    Bytes key = Values.key(path);
    Bytes outside = Bytes.utf8("/elsewhere/" + path);
    Bytes object = Values.object("Anything", "made-there");
    for (Bytes each : List.of(key, outside)) {
      site().atTarget().put(each, object);
      site().atSource().put(each.plus(Bytes.utf8("-too")), object);
    }
    site().claim();

    site().assertFoundByKeys(List.of());
    site().assertFound(List.of());
  }

  @Test
  void changesAndDeletesOutOfScopeAreNotLookedAt() {
    SortedMap<Bytes, KeyValue> events = under("events/app-1/");
    events.keySet().stream().limit(5).forEach(site().atSource()::delete);
    under("pods/app-1/").forEach((key, kv) -> site().atTarget().put(key, Edits.reborn(kv.value())));
    site().claim();

    assertThat(events).hasSizeGreaterThan(5);
    site().assertFound(List.of());
  }

  private void grow(Layout layout) {
    Bytes large = Edits.padded(value(layout.key()), (int) TargetLimit.DEFAULT_MAX_REQUEST_BYTES);
    site().atSource().put(layout.key(), large);
    site().claim();
  }
}
