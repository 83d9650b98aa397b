package io.understudy.e2e;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Licences that what ships may be under, by the names of SPDX. */
final class Licences {

  /**
   * Names by which POMs call them. Of several that a library offers one is enough: whoever gets it
   * chooses.
   */
  private static final Map<String, List<String>> ALLOWED =
      new TreeMap<>(
          Map.of(
              "Apache-2.0",
              List.of(
                  "Apache-2.0",
                  "Apache 2.0",
                  "Apache License 2.0",
                  "Apache License Version 2.0",
                  "Apache License, Version 2.0",
                  "The Apache License, Version 2.0",
                  "The Apache Software License, Version 2.0",
                  "The Apache Software License, version 2.0"),
              "BSD-2-Clause",
              List.of("BSD-2-Clause"),
              "BSD-3-Clause",
              // Eclipse's Distribution License is the same text.
              List.of("BSD-3-Clause", "EDL 1.0", "Eclipse Distribution License - v 1.0"),
              "CC0-1.0",
              List.of("Public Domain, per Creative Commons CC0"),
              "EPL-2.0",
              List.of(
                  "EPL 2.0",
                  "EPL-2.0",
                  "Eclipse Public License 2.0",
                  "Eclipse Public License v. 2.0",
                  "Eclipse Public License v2.0"),
              "MIT",
              // Bouncy Castle's is the same text.
              List.of("MIT", "The MIT License", "MIT License", "Bouncy Castle Licence"),
              "MIT-0",
              List.of("MIT-0")));

  /** Beside those, what serves tests alone may be under these. */
  private static final Map<String, List<String>> OF_TESTS =
      Map.of("MPL-2.0", List.of("Mozilla Public License, Version 2.0"));

  private Licences() {}

  static Set<String> allowed() {
    return ALLOWED.keySet();
  }

  /** Those among them that are allowed. */
  static Set<String> spdx(Collection<String> names) {
    return named(ALLOWED, names);
  }

  /** Those among them that are allowed in tests. */
  static Set<String> spdxOfTests(Collection<String> names) {
    Set<String> found = named(ALLOWED, names);
    found.addAll(named(OF_TESTS, names));
    return found;
  }

  private static Set<String> named(Map<String, List<String>> by, Collection<String> names) {
    Set<String> found = new TreeSet<>();
    by.forEach(
        (spdx, known) -> {
          if (known.stream().anyMatch(names::contains)) {
            found.add(spdx);
          }
        });
    return found;
  }

  /**
   * @return what is wrong with a library that ships
   */
  static Optional<String> fault(String library, Collection<String> names) {
    if (!spdx(names).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        names.isEmpty()
            ? library + " names no licence"
            : library + " is under " + names + ", of which none is allowed");
  }
}
