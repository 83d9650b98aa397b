package io.understudy.e2e;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** The interfaces that properties are mapped to, as the compiler reads their sources. */
final class ConfigInterfaces {

  private static final String MAPPING = "ConfigMapping";
  private static final String DEFAULT = "WithDefault";

  /**
   * An accessor.
   *
   * @param type as written
   * @param usual what {@code @WithDefault} has
   * @param doc its comment, as written
   */
  record Accessor(String name, String type, Optional<String> usual, String doc) {}

  /**
   * An interface.
   *
   * @param name with those it is nested in, {@code Outer.Inner}
   * @param prefix of {@code @ConfigMapping}
   * @param parents as written
   */
  record Mapped(
      String name, Optional<String> prefix, List<String> parents, List<Accessor> accessors) {}

  private final Map<String, Mapped> byName = new HashMap<>();

  private ConfigInterfaces() {}

  /** Those of some modules, by their folders in the repository. */
  static ConfigInterfaces of(List<String> modules) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String module : modules) {
      try (Stream<Path> walk =
          Files.walk(Sources.root().resolve(module).resolve("src/main/java"))) {
        walk.filter(file -> file.toString().endsWith("Config.java")).sorted().forEach(files::add);
      }
    }
    ConfigInterfaces found = new ConfigInterfaces();
    JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "a JDK");
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  manager,
                  null,
                  List.of("-proc:none"),
                  null,
                  manager.getJavaFileObjectsFromPaths(files));
      DocTrees docs = DocTrees.instance(task);
      for (CompilationUnitTree unit : task.parse()) {
        found.new Reader(docs).scan(unit, null);
      }
    }
    return found;
  }

  /** Those that have a prefix of their own, in the order of prefixes. */
  List<Mapped> roots() {
    return byName.values().stream()
        .filter(mapped -> mapped.prefix().isPresent())
        .sorted(java.util.Comparator.comparing(mapped -> mapped.prefix().orElseThrow()))
        .toList();
  }

  /**
   * The interface that a name means where it is written.
   *
   * @return empty if it is none of these
   */
  Optional<Mapped> named(String name, Mapped where) {
    String outer = where.name();
    while (true) {
      Mapped nested = byName.get(outer + "." + name);
      if (nested != null) {
        return Optional.of(nested);
      }
      int dot = outer.lastIndexOf('.');
      if (dot < 0) {
        return Optional.ofNullable(byName.get(name));
      }
      outer = outer.substring(0, dot);
    }
  }

  /** Collects interfaces with their accessors. */
  private final class Reader extends TreePathScanner<@Nullable Void, @Nullable Void> {
    private final DocTrees docs;

    Reader(DocTrees docs) {
      this.docs = docs;
    }

    @Override
    public @Nullable Void visitClass(ClassTree tree, @Nullable Void nothing) {
      if (tree.getKind() == Tree.Kind.INTERFACE) {
        List<Accessor> accessors = new ArrayList<>();
        for (Tree member : tree.getMembers()) {
          if (member instanceof MethodTree method) {
            accessors.add(accessor(method));
          }
        }
        String name = name();
        byName.put(
            name,
            new Mapped(
                name,
                value(tree.getModifiers().getAnnotations(), MAPPING),
                tree.getImplementsClause().stream().map(Tree::toString).toList(),
                accessors));
      }
      return super.visitClass(tree, nothing);
    }

    private Accessor accessor(MethodTree method) {
      String doc = docs.getDocComment(new TreePath(getCurrentPath(), method));
      return new Accessor(
          method.getName().toString(),
          method.getReturnType().toString(),
          value(method.getModifiers().getAnnotations(), DEFAULT),
          doc == null ? "" : doc);
    }

    private String name() {
      String name = "";
      for (Tree each : getCurrentPath()) {
        if (each instanceof ClassTree outer) {
          name = outer.getSimpleName() + (name.isEmpty() ? "" : "." + name);
        }
      }
      return name;
    }

    private Optional<String> value(List<? extends AnnotationTree> annotations, String type) {
      return annotations.stream()
          .filter(each -> each.getAnnotationType().toString().equals(type))
          .flatMap(each -> each.getArguments().stream())
          .map(Reader::literal)
          .findFirst();
    }

    private static String literal(ExpressionTree argument) {
      ExpressionTree value =
          argument instanceof AssignmentTree named ? named.getExpression() : argument;
      if (value instanceof LiteralTree literal) {
        return String.valueOf(literal.getValue());
      }
      throw new IllegalStateException("not a literal: " + argument);
    }
  }
}
