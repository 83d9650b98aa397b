package io.understudy.e2e.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What processes occupy, as Linux says; 0 where it does not. */
final class Memory {

  private Memory() {}

  /** The most a process has ever occupied, in MiB. */
  static long peakMebibytes(long pid) {
    return kibibytes(pid, "VmHWM:") / 1024;
  }

  /** What a process occupies now, in MiB. */
  static long nowMebibytes(long pid) {
    return kibibytes(pid, "VmRSS:") / 1024;
  }

  /** What a process and all it has started occupy now, in MiB. */
  static long treeMebibytes(ProcessHandle root) {
    long children = root.descendants().mapToLong(child -> kibibytes(child.pid(), "VmRSS:")).sum();
    return (kibibytes(root.pid(), "VmRSS:") + children) / 1024;
  }

  private static long kibibytes(long pid, String field) {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    try {
      return Files.readAllLines(status).stream()
          .filter(line -> line.startsWith(field))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException gone) {
      return 0;
    }
  }
}
