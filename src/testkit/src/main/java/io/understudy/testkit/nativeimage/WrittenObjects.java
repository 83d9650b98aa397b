package io.understudy.testkit.nativeimage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicValue;
import org.objectweb.asm.tree.analysis.Frame;
import org.objectweb.asm.tree.analysis.SimpleVerifier;

/**
 * What a module hands over to be written as JSON where the signature only says {@code Object}: the
 * entity of a response, the data of an event, or an object given to Jackson itself. Nothing tells a
 * native build of those types but a registration.
 */
final class WrittenObjects {

  private static final Set<String> TAKERS =
      Set.of(
          "jakarta/ws/rs/core/Response",
          "jakarta/ws/rs/core/Response$ResponseBuilder",
          "jakarta/ws/rs/sse/OutboundSseEvent$Builder",
          "com/fasterxml/jackson/databind/ObjectMapper",
          "com/fasterxml/jackson/databind/json/JsonMapper",
          "com/fasterxml/jackson/databind/ObjectWriter");

  private static final Type OBJECT = Type.getType(Object.class);

  private final ClassLoader loader;
  private final Map<String, String> found = new TreeMap<>();

  private WrittenObjects(ClassLoader loader) {
    this.loader = loader;
  }

  /**
   * The static types of these objects, by name, each with a place where one is handed over.
   *
   * @param folder of the module's classes
   */
  static Map<String, String> of(Path folder, ClassLoader loader) {
    WrittenObjects search = new WrittenObjects(loader);
    ModuleClasses.classFiles(folder).forEach(search::read);
    return search.found;
  }

  private void read(Path file) {
    ClassNode node = new ClassNode();
    try {
      new ClassReader(Files.readAllBytes(file)).accept(node, ClassReader.SKIP_DEBUG);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    node.methods.stream().filter(WrittenObjects::hands).forEach(method -> read(node.name, method));
  }

  private static boolean hands(MethodNode method) {
    for (AbstractInsnNode one : method.instructions) {
      if (one instanceof MethodInsnNode call && takes(call)) {
        return true;
      }
    }
    return false;
  }

  private static boolean takes(MethodInsnNode call) {
    if (!TAKERS.contains(call.owner)) {
      return false;
    }
    for (Type parameter : Type.getArgumentTypes(call.desc)) {
      if (parameter.equals(OBJECT)) {
        return true;
      }
    }
    return false;
  }

  private void read(String owner, MethodNode method) {
    SimpleVerifier verifier = new SimpleVerifier();
    verifier.setClassLoader(loader);
    Frame<BasicValue>[] frames;
    try {
      frames = new Analyzer<>(verifier).analyze(owner, method);
    } catch (AnalyzerException unreadable) {
      throw new IllegalStateException("cannot read " + owner + "." + method.name, unreadable);
    }
    for (int i = 0; i < frames.length; i++) {
      if (frames[i] != null
          && method.instructions.get(i) instanceof MethodInsnNode call
          && takes(call)) {
        handed(frames[i], call, owner.replace('/', '.') + "." + method.name);
      }
    }
  }

  private void handed(Frame<BasicValue> frame, MethodInsnNode call, String place) {
    Type[] parameters = Type.getArgumentTypes(call.desc);
    int first = frame.getStackSize() - parameters.length;
    for (int i = 0; i < parameters.length; i++) {
      if (parameters[i].equals(OBJECT)) {
        Type given = frame.getStack(first + i).getType();
        if (given.getSort() == Type.OBJECT) {
          found.putIfAbsent(given.getClassName(), place);
        }
      }
    }
  }
}
