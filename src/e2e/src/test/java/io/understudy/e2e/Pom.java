package io.understudy.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** What a Maven POM says by itself, its parents not asked. */
record Pom(Element project) {

  /**
   * A dependency as it stands there.
   *
   * @param name group and artifact, with a colon between
   * @param scope {@code compile} if none is named
   */
  record Dependency(String name, String scope) {}

  /** Another POM, as it is named. */
  record Coordinates(String group, String artifact, String version) {}

  static Pom read(Path file) throws IOException {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    try {
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      return new Pom(factory.newDocumentBuilder().parse(file.toFile()).getDocumentElement());
    } catch (ParserConfigurationException | SAXException unreadable) {
      throw new IOException("cannot read " + file + ": " + unreadable.getMessage(), unreadable);
    }
  }

  List<String> modules() {
    return all(project, "modules", "module").stream().map(Pom::text).toList();
  }

  /** Those of the project itself, neither managed ones nor those of plugins. */
  List<Dependency> dependencies() {
    return all(project, "dependencies", "dependency").stream()
        .map(
            found ->
                new Dependency(
                    child(found, "groupId").orElseThrow()
                        + ":"
                        + child(found, "artifactId").orElseThrow(),
                    child(found, "scope").orElse("compile")))
        .toList();
  }

  /** By their names, or their addresses where they have none. */
  List<String> licences() {
    return all(project, "licenses", "license").stream()
        .map(found -> child(found, "name").or(() -> child(found, "url")).orElse(""))
        .toList();
  }

  Optional<Coordinates> parent() {
    return children(project, "parent").stream()
        .findFirst()
        .map(
            found ->
                new Coordinates(
                    child(found, "groupId").orElseThrow(),
                    child(found, "artifactId").orElseThrow(),
                    child(found, "version").orElseThrow()));
  }

  private static List<Element> all(Element within, String list, String name) {
    return children(within, list).stream()
        .flatMap(found -> children(found, name).stream())
        .toList();
  }

  private static Optional<String> child(Element within, String name) {
    return children(within, name).stream().findFirst().map(Pom::text);
  }

  private static List<Element> children(Element within, String name) {
    List<Element> found = new ArrayList<>();
    for (Node node = within.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element && element.getTagName().equals(name)) {
        found.add(element);
      }
    }
    return found;
  }

  private static String text(Element element) {
    return element.getTextContent().strip().replaceAll("\\s+", " ");
  }
}
