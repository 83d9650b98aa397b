package io.understudy.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a native image would keep of static fields. Quarkus initialises all classes while it builds
 * one, and the builder refuses an image that would keep a random generator, whose seed would be the
 * same in each process, or a thread. Libraries that draw random numbers by themselves are held to
 * be as bad.
 */
public final class ImageHeap {

  private static final String OURS = "io.understudy.";
  private static final String TESTKIT = "io.understudy.testkit.";
  private static final List<String> LIBRARIES = List.of("org.bouncycastle.", "org.xbill.DNS.");
  private static final String CLASS = ".class";

  /** An object and how it is reached. */
  private record Reached(String trail, @Nullable Object object) {}

  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<Reached> waiting = new ArrayDeque<>();
  private final List<String> refused = new ArrayList<>();

  private ImageHeap() {}

  /** All classes of ours on the class path, without those of tests; each is initialised. */
  public static List<Class<?>> ofClassPath() {
    ClassLoader loader = ImageHeap.class.getClassLoader();
    List<Class<?>> classes = new ArrayList<>();
    try {
      for (URL root : Collections.list(loader.getResources("io/understudy"))) {
        if (!root.getPath().contains("/test-classes/")) {
          for (String name : names(root.toURI())) {
            if (!name.startsWith(TESTKIT)) {
              classes.add(Class.forName(name, true, loader));
            }
          }
        }
      }
      return classes;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (URISyntaxException | ClassNotFoundException broken) {
      throw new IllegalStateException("the class path cannot be read", broken);
    }
  }

  private static List<String> names(URI root) throws IOException {
    if (!root.getScheme().equals("jar")) {
      return names(Path.of(root));
    }
    Path jar = Path.of(URI.create(root.getSchemeSpecificPart().replaceAll("!.*", "")));
    try (FileSystem inside = FileSystems.newFileSystem(jar)) {
      return names(inside.getPath("/io/understudy"));
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .map(file -> folder.relativize(file).toString())
          .filter(file -> file.endsWith(CLASS) && !file.endsWith("package-info" + CLASS))
          .map(file -> file.substring(0, file.length() - CLASS.length()))
          .map(file -> OURS + file.replace('/', '.'))
          .toList();
    }
  }

  /**
   * What would be refused, each with the field that it is reached from: looked for in objects of
   * ours, collections, arrays and what lambdas have captured.
   */
  public static List<String> refused(Collection<? extends Class<?>> classes) {
    ImageHeap heap = new ImageHeap();
    classes.forEach(one -> heap.fields(one, one.getName(), null));
    while (!heap.waiting.isEmpty()) {
      heap.look(heap.waiting.remove());
    }
    return heap.refused;
  }

  /** Of an object, or static ones if there is none. */
  private void fields(Class<?> type, String trail, @Nullable Object object) {
    for (Field field : type.getDeclaredFields()) {
      boolean isAsked = Modifier.isStatic(field.getModifiers()) == (object == null);
      if (isAsked && !field.getType().isPrimitive()) {
        try {
          field.setAccessible(true);
          waiting.add(new Reached(trail + "." + field.getName(), field.get(object)));
        } catch (IllegalAccessException closed) {
          throw new IllegalStateException(trail + "." + field.getName(), closed);
        }
      }
    }
  }

  private void look(Reached reached) {
    Object object = reached.object();
    if (object == null || !seen.add(object)) {
      return;
    }
    Class<?> type = object.getClass();
    if (isRefused(object)) {
      refused.add(reached.trail() + ": " + type.getName());
    } else if (type.getName().startsWith(OURS)) {
      for (Class<?> at = type;
          at != null && at.getName().startsWith(OURS);
          at = at.getSuperclass()) {
        fields(at, reached.trail(), object);
      }
    } else {
      inside(object).forEach(one -> waiting.add(new Reached(reached.trail() + "[]", one)));
    }
  }

  private static boolean isRefused(Object object) {
    return object instanceof RandomGenerator
        || object instanceof Thread
        || LIBRARIES.stream().anyMatch(object.getClass().getName()::startsWith);
  }

  private static Collection<?> inside(Object object) {
    return switch (object) {
      case Object[] array -> Arrays.asList(array);
      case Collection<?> collection -> collection;
      case Map<?, ?> map -> {
        List<Object> both = new ArrayList<>(map.keySet());
        both.addAll(map.values());
        yield both;
      }
      case Optional<?> optional -> optional.stream().toList();
      case AtomicReference<?> reference -> Collections.singletonList(reference.get());
      default -> List.of();
    };
  }
}
