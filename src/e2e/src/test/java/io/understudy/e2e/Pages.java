package io.understudy.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The documents: their files, sections and links. */
final class Pages {

  private static final Pattern FENCED =
      Pattern.compile("^ *```.*?^ *```", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern HEADING = Pattern.compile("^#+ +(.+)$", Pattern.MULTILINE);
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern ELSEWHERE = Pattern.compile("^\\w+:.*");

  private static final Pattern BLOCK =
      Pattern.compile("^```(\\w*)(?: (\\w+))?\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  private Pages() {}

  /**
   * Code over lines.
   *
   * @param mark a word behind the language; empty if there is none
   */
  record Block(String language, String mark, String text) {}

  /**
   * @param page from the repository's root
   */
  static List<Block> blocks(String page) throws IOException {
    return BLOCK
        .matcher(Files.readString(Sources.root().resolve(page)))
        .results()
        .map(
            found ->
                new Block(
                    found.group(1), found.group(2) == null ? "" : found.group(2), found.group(3)))
        .toList();
  }

  /** README, CHANGELOG and everything below {@code docs}. */
  static List<Path> all() throws IOException {
    Path root = Sources.root();
    try (Stream<Path> docs = Files.walk(root.resolve("docs"))) {
      return Stream.concat(
              Stream.of(root.resolve("README.md"), root.resolve("CHANGELOG.md")),
              docs.filter(file -> file.toString().endsWith(".md")).sorted())
          .toList();
    }
  }

  /** Without what is quoted as code over lines. */
  static String prose(Path page) throws IOException {
    return FENCED.matcher(Files.readString(page)).replaceAll("");
  }

  /** Links of a page to files of the repository or sections of its own, as written. */
  static List<String> links(Path page) throws IOException {
    return LINK.matcher(prose(page))
        .results()
        .map(found -> found.group(1))
        .filter(link -> !ELSEWHERE.matcher(link).matches())
        .toList();
  }

  /**
   * @return why it leads nowhere; empty if it leads somewhere
   */
  static String fault(Path page, String link) throws IOException {
    int hash = link.indexOf('#');
    String file = hash < 0 ? link : link.substring(0, hash);
    Path target = file.isEmpty() ? page : page.resolveSibling(file).normalize();
    if (!Files.exists(target)) {
      return page + ": there is no " + file;
    }
    boolean hasSections = hash >= 0 && target.toString().endsWith(".md");
    if (hasSections && !sections(target).contains(link.substring(hash + 1))) {
      return page + ": " + file + " has no section " + link.substring(hash + 1);
    }
    return "";
  }

  /** By the names that links give them. */
  private static Set<String> sections(Path page) throws IOException {
    Set<String> sections = new TreeSet<>();
    Map<String, Integer> seen = new HashMap<>();
    HEADING
        .matcher(prose(page))
        .results()
        .map(found -> anchor(found.group(1)))
        .forEach(
            name -> {
              int before = seen.merge(name, 1, Integer::sum) - 1;
              sections.add(before == 0 ? name : name + "-" + before);
            });
    return sections;
  }

  private static String anchor(String heading) {
    return heading
        .strip()
        .replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N}_\\- ]", "")
        .replace(' ', '-');
  }
}
