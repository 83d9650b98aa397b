package io.understudy.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Gives users their rights by the very commands of {@code docs/etcd-roles.md}. */
public final class EtcdRoles {

  public static final String ROOT_PASSWORD = "password-of-root";

  private static final String PAGE = "docs/etcd-roles.md";
  private static final String FENCE = "```";

  private final EtcdCtl etcdctl;
  private final Path directory;
  private final Map<String, String> blocks = blocks();
  private boolean enabled;

  /**
   * @param directory for the files with passwords
   */
  public EtcdRoles(EtcdProcess etcd, Path directory) {
    this.etcdctl = etcd.etcdctl();
    this.directory = directory;
    passwordFile("root", ROOT_PASSWORD);
  }

  /** {@code <end>.password}, as the commands name it. */
  public Path passwordFile(String end, String password) {
    try {
      return Files.writeString(directory.resolve(end + ".password"), password + "\n");
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot write a password file", failure);
    }
  }

  /** Runs blocks of the page, by their names. */
  public EtcdRoles run(String... names) {
    for (String name : names) {
      String commands = blocks.get(name);
      if (commands == null) {
        throw new IllegalArgumentException(PAGE + " has no block " + name);
      }
      etcdctl.run(commands, directory, credentials());
    }
    return this;
  }

  public EtcdRoles enable() {
    run("enable-auth");
    enabled = true;
    return this;
  }

  private Map<String, String> credentials() {
    Map<String, String> credentials = new TreeMap<>();
    if (enabled) {
      credentials.put("ETCDCTL_USER", "root:" + ROOT_PASSWORD);
    }
    return credentials;
  }

  private static Map<String, String> blocks() {
    Map<String, String> blocks = new HashMap<>();
    String name = "";
    StringBuilder lines = new StringBuilder();
    for (String line : text().lines().toList()) {
      if (line.startsWith(FENCE + "sh ")) {
        name = line.substring(FENCE.length() + 3);
        lines.setLength(0);
      } else if (line.equals(FENCE) && !name.isEmpty()) {
        blocks.put(name, lines.toString());
        name = "";
      } else {
        lines.append(line).append('\n');
      }
    }
    return blocks;
  }

  private static String text() {
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve(PAGE))) {
        try {
          return Files.readString(folder.resolve(PAGE));
        } catch (IOException failure) {
          throw new UncheckedIOException("cannot read " + PAGE, failure);
        }
      }
    }
    throw new IllegalStateException(PAGE + " is not there; run the tests in the repository");
  }
}
