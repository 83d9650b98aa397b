package io.understudy.service.settings;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** A file that a property names. */
public final class TextFile {

  private TextFile() {}

  /**
   * @throws IllegalArgumentException if it cannot be read, or is no UTF-8; the message has nothing
   *     of its content
   */
  public static String read(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (CharacterCodingException bad) {
      throw new IllegalArgumentException(file + " is not UTF-8 text", bad);
    } catch (IOException bad) {
      String why = bad.getClass().getSimpleName().replace("Exception", "");
      throw new IllegalArgumentException(
          "cannot read " + file + " (" + why.toLowerCase(Locale.ROOT) + ")", bad);
    }
  }
}
