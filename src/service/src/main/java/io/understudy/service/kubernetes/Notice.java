package io.understudy.service.kubernetes;

/**
 * Something that an operator should see without reading logs. Never holds an object's value.
 *
 * @param reason one word in CamelCase, from a small set
 * @param text the same for the same happening, whichever replica tells it and however often
 */
public record Notice(Severity severity, String reason, String text) {

  /** As Kubernetes has it for Events. */
  public enum Severity {
    NORMAL,
    WARNING
  }

  public static Notice normal(String reason, String text) {
    return new Notice(Severity.NORMAL, reason, text);
  }

  public static Notice warning(String reason, String text) {
    return new Notice(Severity.WARNING, reason, text);
  }
}
