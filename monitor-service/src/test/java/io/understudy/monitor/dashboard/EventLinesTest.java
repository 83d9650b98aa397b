package io.understudy.monitor.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.monitor.dashboard.EventLines.Event;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventLinesTest {

  @Test
  void eventsAndCommentsComeOneByOne() throws IOException {
    String text =
        "id: 4\nevent: operation\ndata: {\"a\":\ndata:1}\nretry: 5\n\n: here\n\ndata: é\r\n\r\n";

    assertThat(read(text, 100))
        .containsExactly(
            new Event("4", "operation", "{\"a\":\n1}"),
            new Event("", "", ""),
            new Event("", "", "é"));
    assertThat(new Event("", "", "").isComment()).isTrue();
  }

  @Test
  void whatBreaksOffIsDropped() throws IOException {
    assertThat(read("data: whole\n\ndata: brok", 100)).containsExactly(new Event("", "", "whole"));
    assertThat(read("data: no blank line\n", 100)).isEmpty();
    assertThat(read("", 100)).isEmpty();
  }

  @Test
  void anEventHasABound() {
    assertThatThrownBy(() -> read("data: " + "x".repeat(100), 50))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a line of more than 50 bytes");
    assertThatThrownBy(() -> read("data: x\n".repeat(10) + "\n", 50))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("an event of more than 50 bytes");
  }

  private static List<Event> read(String text, int maxBytes) throws IOException {
    EventLines lines =
        new EventLines(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), maxBytes);
    List<Event> events = new ArrayList<>();
    for (Optional<Event> next = lines.next(); next.isPresent(); next = lines.next()) {
      events.add(next.get());
    }
    return events;
  }
}
