package io.understudy.sync.status;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResyncReasonTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          an operator asked for it                              | operator
          the last difference did not end                       | unfinished
          the scope rules changed                               | rules
          the source has compacted revision 12                  | compacted
          the source compacted revision 12 while it was read    | compacted
          the source's watch skipped from revision 12 to 14     | hole
          something that nobody has thought of                  | other
          """)
  void isReadFromWhatTheMirrorSays(String why, String reason) {
    assertThat(ResyncReason.of(why).text()).isEqualTo(reason);
  }
}
