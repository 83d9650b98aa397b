package io.understudy.failover.mode;

import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What a {@link Mode} sees of its process.
 *
 * @param settings value of a property by its name, empty if it is not set or blank
 * @param log takes a line for whoever reads the Pod's log; never a secret
 */
public record Surroundings(
    Function<String, Optional<String>> settings, Consumer<String> log, InstantSource time) {

  /** Properties from {@code -D} and from the environment, the first before the second. */
  public static Surroundings ofProcess() {
    return new Surroundings(
        settings(System::getProperty, System.getenv()),
        System.out::println,
        InstantSource.system());
  }

  /**
   * @param given by {@code -D}; {@code null} if it is not
   * @param environment where a property is in capitals with every other character an underscore, as
   *     for the services
   */
  static Function<String, Optional<String>> settings(
      PropertyLookup given, Map<String, String> environment) {
    return property ->
        Optional.ofNullable(given.value(property))
            .or(() -> Optional.ofNullable(environment.get(variable(property))))
            .map(String::strip)
            .filter(value -> !value.isEmpty());
  }

  /** The environment variable of a property. */
  public static String variable(String property) {
    return property.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }

  /** {@link System#getProperty(String)}. */
  @FunctionalInterface
  interface PropertyLookup {
    @org.jspecify.annotations.Nullable
    String value(String property);
  }

  /** That of a property, or what stands in for it. */
  public String setting(String property, String otherwise) {
    return settings.apply(property).orElse(otherwise);
  }
}
