package io.understudy.core.scope;

/** A rules file cannot be used. The message says where, what is wrong and what is allowed. */
public final class RuleFileException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String fileName;
  private final int line;

  /**
   * @param line of the file, from 1; 0 if the file as a whole is meant
   */
  public RuleFileException(String fileName, int line, String problem) {
    super((line == 0 ? fileName : fileName + ":" + line) + ": " + problem);
    this.fileName = fileName;
    this.line = line;
  }

  public String fileName() {
    return fileName;
  }

  public int line() {
    return line;
  }
}
