package io.understudy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** These tests run in several JVMs side by side. */
class ForksTest {

  @Test
  void eachHasANumberByWhichItsPortsAreItsOwn() {
    assertThat(System.getProperty("understudy.fork")).matches("[1-3]");
  }
}
