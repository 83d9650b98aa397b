package io.understudy.e2e.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** What the bench says while it runs, and the table in the end. */
final class Report {

  private final PrintStream out;
  private final List<List<String>> rows = new ArrayList<>();

  Report(PrintStream out) {
    this.out = out;
  }

  void say(String line) {
    out.println(line);
    out.flush();
  }

  /** A row of the table, ratios in the last cells. */
  void row(String... cells) {
    rows.add(List.of(cells));
  }

  /** Prints the table. */
  void table() {
    List<Integer> widths = new ArrayList<>();
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        if (i == widths.size()) {
          widths.add(0);
        }
        widths.set(i, Math.max(widths.get(i), row.get(i).length()));
      }
    }
    say("");
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        line.append(row.get(i)).append(" ".repeat(widths.get(i) - row.get(i).length() + 2));
      }
      say(line.toString().stripTrailing());
    }
  }

  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }
}
