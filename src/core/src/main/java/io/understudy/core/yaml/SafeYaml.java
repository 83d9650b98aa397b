package io.understudy.core.yaml;

import java.io.StringReader;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.nodes.Node;

/** Composes one YAML document to its nodes: size and depth are bounded, aliases refused. */
public final class SafeYaml {

  private static final int MAX_DEPTH = 10;

  private SafeYaml() {}

  /** Why a text is refused. */
  public static final class Refused extends Exception {

    private static final long serialVersionUID = 1L;

    private final int line;
    private final String parserSays;

    private Refused(int line, String problem, String parserSays) {
      super(problem);
      this.line = line;
      this.parserSays = parserSays;
    }

    /** From 1; 0 if the text as a whole is meant. */
    public int line() {
      return line;
    }

    /** The parser's own words, which may quote the text; empty if it has none. */
    public String parserSays() {
      return parserSays;
    }
  }

  /**
   * @param needs what an empty text lacks, for the message
   * @throws Refused if it is too long, too deep, empty, has an alias, or is not one YAML document
   */
  public static Node compose(String text, int maxCharacters, String needs) throws Refused {
    if (text.length() > maxCharacters) {
      throw new Refused(0, "longer than " + maxCharacters + " characters", "");
    }
    try {
      refuseAliases(text, maxCharacters);
      Node root = yaml(maxCharacters).compose(new StringReader(text));
      if (root == null) {
        throw new Refused(0, "it is empty; " + needs, "");
      }
      return root;
    } catch (MarkedYAMLException notYaml) {
      throw new Refused(lineOf(notYaml), "not YAML", String.valueOf(notYaml.getProblem()));
    } catch (YAMLException tooMuch) {
      throw new Refused(0, "not YAML of at most " + MAX_DEPTH + " levels", "");
    }
  }

  private static void refuseAliases(String text, int maxCharacters) throws Refused {
    for (Event event : yaml(maxCharacters).parse(new StringReader(text))) {
      if (event instanceof AliasEvent) {
        int line = event.getStartMark().getLine() + 1;
        throw new Refused(line, "aliases are not allowed; write it out", "");
      }
    }
  }

  private static Yaml yaml(int maxCharacters) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(maxCharacters);
    options.setNestingDepthLimit(MAX_DEPTH);
    options.setMaxAliasesForCollections(0);
    return new Yaml(options);
  }

  private static int lineOf(MarkedYAMLException e) {
    Mark mark = e.getProblemMark();
    return mark == null ? 0 : mark.getLine() + 1;
  }
}
