package io.understudy.testkit.nativeimage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a module tells a native build by files: {@code META-INF/native-image} and Quarkus' own. */
public final class NativeConfig {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String FILES = "META-INF/native-image";
  private static final String SERVICES = "META-INF/services/";
  private static final String AT_RUN_TIME = "--initialize-at-run-time=";

  private final Path folder;
  private final ClassLoader loader;

  private NativeConfig(Class<?> anyOfTheModule) {
    this.folder = ModuleClasses.folder(anyOfTheModule);
    this.loader = anyOfTheModule.getClassLoader();
  }

  /** Of the module that a class is in. */
  public static NativeConfig of(Class<?> anyOfTheModule) {
    return new NativeConfig(anyOfTheModule);
  }

  /** Names of the classes that are registered for reflection. */
  public Set<String> reflected() {
    Set<String> names = new TreeSet<>();
    for (JsonNode file : configs("reflect-config.json")) {
      file.forEach(one -> names.add(one.path("name").asText()));
    }
    return names;
  }

  /** Those of them that can be made: their constructor without parameters is registered. */
  public Set<String> constructed() {
    Set<String> names = new TreeSet<>();
    for (JsonNode file : configs("reflect-config.json")) {
      for (JsonNode one : file) {
        for (JsonNode method : one.path("methods")) {
          if (method.path("name").asText().equals("<init>")
              && method.path("parameterTypes").isEmpty()) {
            names.add(one.path("name").asText());
          }
        }
      }
    }
    return names;
  }

  /** Names of {@link #reflected} that no class has. */
  public List<String> unknownClasses() {
    return reflected().stream().filter(name -> !isClass(name)).toList();
  }

  /** Files of the module that its code may read and no pattern takes into an image. */
  public List<String> resourcesLeftOut() {
    List<Predicate<String>> included = included();
    return ModuleClasses.resources(folder).stream()
        .filter(name -> !name.startsWith("META-INF/") && !name.equals("application.properties"))
        .filter(name -> included.stream().noneMatch(pattern -> pattern.test(name)))
        .toList();
  }

  /** Whether a resource of this name is taken into an image. */
  public boolean includes(String resource) {
    return included().stream().anyMatch(pattern -> pattern.test(resource));
  }

  /** Classes and packages that are initialized at run time. */
  public Set<String> atRunTime() {
    Set<String> names = new TreeSet<>();
    for (Path file : files("native-image.properties")) {
      String arguments = properties(file).getProperty("Args", "");
      Stream.of(arguments.split("\\s+"))
          .filter(one -> one.startsWith(AT_RUN_TIME))
          .flatMap(one -> Stream.of(one.substring(AT_RUN_TIME.length()).split(",")))
          .forEach(names::add);
    }
    return names;
  }

  /**
   * The services on the class path, each with its providers.
   *
   * @param services their names
   */
  public Map<String, Set<String>> providers(List<String> services) {
    Map<String, Set<String>> found = new TreeMap<>();
    for (String service : services) {
      try {
        Enumeration<URL> files = loader.getResources(SERVICES + service);
        while (files.hasMoreElements()) {
          try (InputStream in = files.nextElement().openStream()) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replaceAll("#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .forEach(line -> found.computeIfAbsent(service, any -> new TreeSet<>()).add(line));
          }
        }
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
    }
    return found;
  }

  /** A property of the module's {@code application.properties}. */
  public Optional<String> setting(String name) {
    Path application = folder.resolve("application.properties");
    return Files.exists(application)
        ? Optional.ofNullable(properties(application).getProperty(name))
        : Optional.empty();
  }

  private List<Predicate<String>> included() {
    List<Predicate<String>> patterns = new ArrayList<>();
    for (JsonNode file : configs("resource-config.json")) {
      for (JsonNode one : file.at("/resources/includes")) {
        patterns.add(Pattern.compile(one.path("pattern").asText()).asMatchPredicate());
      }
    }
    FileSystem system = folder.getFileSystem();
    for (String glob : setting("quarkus.native.resources.includes").orElse("").split("\\s*,\\s*")) {
      patterns.add(name -> system.getPathMatcher("glob:" + glob).matches(system.getPath(name)));
    }
    return patterns;
  }

  private List<JsonNode> configs(String name) {
    List<JsonNode> read = new ArrayList<>();
    for (Path file : files(name)) {
      try {
        read.add(JSON.readTree(Files.readString(file)));
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
    }
    return read;
  }

  private List<Path> files(String name) {
    return ModuleClasses.resources(folder).stream()
        .filter(file -> file.startsWith(FILES) && file.endsWith("/" + name))
        .map(folder::resolve)
        .toList();
  }

  private static Properties properties(Path file) {
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      properties.load(in);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return properties;
  }

  private boolean isClass(String name) {
    try {
      Class.forName(name, false, loader);
      return true;
    } catch (ClassNotFoundException unknown) {
      return false;
    }
  }
}
