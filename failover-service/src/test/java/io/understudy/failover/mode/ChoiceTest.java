package io.understudy.failover.mode;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

class ChoiceTest {

  private record Scripted(String name, ToIntFunction<Surroundings> work) implements Mode {

    @Override
    public String purpose() {
      return "does what " + name + " does";
    }

    @Override
    public int run(Surroundings surroundings) {
      return work.applyAsInt(surroundings);
    }
  }

  private static final Mode FIRST = new Scripted("first", around -> 0);
  private static final Mode SECOND = new Scripted("second", around -> 7);
  private static final List<Mode> MODES = List.of(FIRST, SECOND);

  private static final Surroundings AROUND =
      new Surroundings(name -> Optional.empty(), line -> {}, InstantSource.system());

  @Test
  void withoutAnArgumentItIsTheService() {
    assertThat(Choice.of(List.of(), MODES)).isEqualTo(new Choice.Service());
  }

  @Test
  void aModeIsRunToItsEndAndItsCodeIsThatOfTheProcess() {
    Choice choice = Choice.of(List.of("second"), MODES);

    assertThat(choice).isEqualTo(new Choice.Once(SECOND));
    assertThat(((Choice.Once) choice).run(AROUND)).isEqualTo(7);
  }

  @Test
  void anotherNameIsRefusedWithThoseThatThereAre() {
    assertThat(Choice.of(List.of("third"), MODES))
        .isInstanceOfSatisfying(
            Choice.Unknown.class,
            unknown ->
                assertThat(unknown.message())
                    .contains("no mode 'third'")
                    .contains("first: does what first does")
                    .contains("second: does what second does"));
  }

  @Test
  void aModeTakesNoMore() {
    assertThat(Choice.of(List.of("first", "--force"), MODES))
        .isInstanceOfSatisfying(
            Choice.Unknown.class,
            unknown -> assertThat(unknown.message()).contains("first takes no further", "--force"));
  }

  @Test
  void whatIsThrownIsToldAndIsNoSuccess() {
    List<String> lines = new ArrayList<>();
    Mode broken =
        new Scripted(
            "broken",
            around -> {
              throw new IllegalStateException("the reason");
            });

    int code =
        new Choice.Once(broken)
            .run(new Surroundings(name -> Optional.empty(), lines::add, InstantSource.system()));

    assertThat(code).isEqualTo(Choice.BROKEN);
    assertThat(lines).singleElement().asString().contains("broken broke off", "the reason");
  }

  @Test
  void propertiesAreOfTheCommandLineThenOfTheEnvironment() {
    var settings =
        Surroundings.settings(
            Map.of("understudy.a.b-c", "given")::get,
            Map.of("UNDERSTUDY_A_B_C", "variable", "UNDERSTUDY_D", " set ", "UNDERSTUDY_E", " "));

    assertThat(settings.apply("understudy.a.b-c")).contains("given");
    assertThat(settings.apply("understudy.d")).contains("set");
    assertThat(settings.apply("understudy.e")).isEmpty();
    assertThat(settings.apply("understudy.f")).isEmpty();
  }
}
