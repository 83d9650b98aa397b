package io.understudy.testkit.nativeimage;

import java.lang.annotation.Annotation;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The product's types that Jackson writes or reads in a service, and those of them that a native
 * image knows by reflection. Quarkus registers what a resource method returns or takes, with all it
 * consists of, as far as that is indexed: the service itself and modules with a {@code beans.xml}.
 * It cannot see what is in a {@code Response}; such a type is registered by {@code
 * RegisterForReflection} beside its use.
 */
public final class NativeTypes {

  private static final String OURS = "io.understudy.";
  private static final String PATH = "jakarta.ws.rs.Path";
  private static final String HTTP_METHOD = "jakarta.ws.rs.HttpMethod";
  private static final String REGISTERED = "io.quarkus.runtime.annotations.RegisterForReflection";

  private final Path folder;
  private final ClassLoader loader;
  private final List<Class<?>> classes;
  private final Map<String, String> written;

  private NativeTypes(Class<?> anyOfTheModule) {
    this.folder = ModuleClasses.folder(anyOfTheModule);
    this.loader = anyOfTheModule.getClassLoader();
    this.classes =
        ModuleClasses.classFiles(folder).stream()
            .map(file -> folder.relativize(file).toString())
            .filter(name -> !name.contains("-info") && !name.startsWith("META-INF"))
            .<Class<?>>map(name -> load(name.replace(".class", "").replace('/', '.')))
            .toList();
    this.written = WrittenObjects.of(folder, loader);
  }

  /** Of the module that a class is in. */
  public static NativeTypes of(Class<?> anyOfTheModule) {
    return new NativeTypes(anyOfTheModule);
  }

  /** What is written where no signature says so, by name: the product's types alone. */
  public Set<String> inResponses() {
    Set<String> found = new TreeSet<>(written.keySet());
    found.removeIf(name -> !name.startsWith(OURS));
    return found;
  }

  /** What resource methods return or take, by name, with all that it consists of. */
  public Set<String> inSignatures() {
    return names(closure(signatures(), type -> true));
  }

  /** What is written or read and not registered, by name, each with why it is needed. */
  public Map<String, String> unregistered() {
    Set<Class<?>> registered = closure(signatures(), this::isIndexed);
    classes.forEach(one -> registered.addAll(declared(one)));
    Map<String, String> missing = new TreeMap<>();
    for (Class<?> one : closure(signatures(), type -> true)) {
      missing.put(one.getName(), "a part of what a resource method returns or takes");
    }
    written.forEach(
        (name, place) -> {
          if (name.equals(Object.class.getName())) {
            missing.put(name, "handed over by " + place + ", which does not say what it is");
          } else if (name.startsWith(OURS)) {
            closure(List.of(load(name)), type -> true)
                .forEach(one -> missing.put(one.getName(), "handed over by " + place));
          }
        });
    missing.keySet().removeAll(names(registered));
    return missing;
  }

  private List<Type> signatures() {
    return classes.stream()
        .filter(one -> has(one.getAnnotations(), PATH))
        .flatMap(one -> Arrays.stream(one.getDeclaredMethods()))
        .filter(NativeTypes::answers)
        .flatMap(
            method ->
                Stream.concat(
                    Stream.of(method.getGenericReturnType()),
                    Arrays.stream(method.getParameters())
                        .filter(NativeTypes::isBody)
                        .map(Parameter::getParameterizedType)))
        .toList();
  }

  private static boolean answers(Method method) {
    return Arrays.stream(method.getAnnotations())
        .anyMatch(one -> has(one.annotationType().getAnnotations(), HTTP_METHOD));
  }

  private static boolean isBody(Parameter parameter) {
    return Arrays.stream(parameter.getAnnotations())
        .noneMatch(one -> one.annotationType().getName().startsWith("jakarta.ws.rs."));
  }

  private static boolean has(Annotation[] annotations, String name) {
    return Arrays.stream(annotations).anyMatch(one -> one.annotationType().getName().equals(name));
  }

  /** By its annotation. */
  private static Set<Class<?>> declared(Class<?> one) {
    Set<Class<?>> registered = new LinkedHashSet<>();
    for (Annotation annotation : one.getAnnotations()) {
      if (annotation.annotationType().getName().equals(REGISTERED)) {
        Class<?>[] targets = (Class<?>[]) value(annotation, "targets");
        registered.addAll(targets.length == 0 ? Set.of(one) : Set.of(targets));
        if (!(boolean) value(annotation, "ignoreNested")) {
          registered.addAll(Set.of(one.getDeclaredClasses()));
        }
      }
    }
    return registered;
  }

  private static Object value(Annotation annotation, String name) {
    try {
      return annotation.annotationType().getMethod(name).invoke(annotation);
    } catch (ReflectiveOperationException changed) {
      throw new IllegalStateException(annotation + " has no " + name + " any more", changed);
    }
  }

  /** Of the product's types, not beyond those that are not to be followed. */
  private static Set<Class<?>> closure(
      Collection<? extends Type> roots, Predicate<Class<?>> isFollowed) {
    Set<Class<?>> found = new LinkedHashSet<>();
    roots.forEach(root -> add(found, root, isFollowed));
    return found;
  }

  private static void add(Set<Class<?>> found, Type type, Predicate<Class<?>> isFollowed) {
    switch (type) {
      case ParameterizedType generic -> {
        add(found, generic.getRawType(), isFollowed);
        for (Type argument : generic.getActualTypeArguments()) {
          add(found, argument, isFollowed);
        }
      }
      case WildcardType wildcard -> {
        for (Type bound : wildcard.getUpperBounds()) {
          add(found, bound, isFollowed);
        }
      }
      case GenericArrayType array -> add(found, array.getGenericComponentType(), isFollowed);
      case Class<?> one when one.isArray() -> add(found, one.getComponentType(), isFollowed);
      case Class<?> one
          when one.getName().startsWith(OURS) && isFollowed.test(one) && found.add(one) ->
          parts(one).forEach(part -> add(found, part, isFollowed));
      default -> {
        // A type of somebody else, or of a type parameter.
      }
    }
  }

  private static Set<Type> parts(Class<?> one) {
    Set<Type> parts = new LinkedHashSet<>();
    if (one.isRecord()) {
      Arrays.stream(one.getRecordComponents())
          .forEach(component -> parts.add(component.getGenericType()));
    } else if (one.isSealed()) {
      parts.addAll(List.of(one.getPermittedSubclasses()));
    } else if (!one.isEnum()) {
      Arrays.stream(one.getMethods())
          .filter(method -> method.getName().matches("(get|is)[A-Z].*"))
          .filter(method -> method.getParameterCount() == 0)
          .filter(method -> !Modifier.isStatic(method.getModifiers()))
          .forEach(method -> parts.add(method.getGenericReturnType()));
    }
    return parts;
  }

  private boolean isIndexed(Class<?> one) {
    Path place = ModuleClasses.folder(one);
    return place.equals(folder)
        || Files.exists(place.resolve("META-INF/beans.xml"))
        || Files.exists(place.resolve("META-INF/jandex.idx"));
  }

  private static Set<String> names(Set<Class<?>> types) {
    Set<String> names = new TreeSet<>();
    types.forEach(one -> names.add(one.getName()));
    return names;
  }

  private Class<?> load(String name) {
    try {
      return Class.forName(name, false, loader);
    } catch (ClassNotFoundException gone) {
      throw new IllegalStateException(gone);
    }
  }
}
